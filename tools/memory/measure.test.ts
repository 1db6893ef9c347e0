import { expect, test } from 'vitest';
import { growthOf } from './measure.js';
import type { Sample } from './measure.js';

const mib = 2 ** 20;

/** Samples every 20 explanations up to 300, resident memory as given. */
function samples(resident: (explanations: number) => number): Sample[] {
  return Array.from({ length: 16 }, (_, i) => 20 * i).map((explanations) => ({
    explanations,
    resident: resident(explanations),
    heap: 0,
    external: 0,
    arrayBuffers: 0,
    tensors: null,
  }));
}

test('warming up and pools are no growth', () => {
  const wavering = samples((n) => (n < 50 ? 150 + n : 200 + ((n / 20) % 3)) * mib);
  expect(growthOf(wavering)).toBeLessThanOrEqual(mib);
  expect(growthOf(samples((n) => (n === 300 ? 240 : 200) * mib))).toBe(0);
});

test('an input of 192 KiB that is kept each time is seen', () => {
  expect(growthOf(samples((n) => 200 * mib + n * 192 * 1024))).toBe(160 * 192 * 1024);
});

test('too few samples say nothing', () => {
  expect(() => growthOf(samples(() => 0).slice(0, 3))).toThrow('At least 100');
});
