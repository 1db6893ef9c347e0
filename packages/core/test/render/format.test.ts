import { expect, test } from 'vitest';
import { formatNumber } from '../../src/render/format.js';

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [-1.5, '−1.5'],
  [0.123456, '0.123'],
  [1234.5, '1230'],
  [99999, '100000'],
  [123456, '1.23e5'],
  [0.00099, '9.9e−4'],
  [-1e-20, '−1e−20'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});
