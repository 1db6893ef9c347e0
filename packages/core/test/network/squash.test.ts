import { describe, expect, test } from 'vitest';
import type { Squashing } from '../../src/network/squash.js';
import { squash, unsquash } from '../../src/network/squash.js';
import { normalTensor } from '../../src/testing/index.js';
import { floatTensor } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';

test('softmax over the classes, at every row and position', () => {
  const values = normalTensor([2, 3, 2, 2], 1);
  const out = squash(values, 'softmax').data;
  for (const row of [0, 1]) {
    for (let p = 0; p < 4; p++) {
      const at = (k: number): number => (row * 3 + k) * 4 + p;
      const powers = [0, 1, 2].map((k) => Math.exp(values.data[at(k)]!));
      const total = powers.reduce((a, b) => a + b);
      // float32 results.
      [0, 1, 2].forEach((k) => expect(out[at(k)]).toBeCloseTo(powers[k]! / total, 6));
    }
  }
});

test('sigmoid of each value', () => {
  const { data } = squash(floatTensor(Float32Array.of(0, Math.log(3), -Math.log(3)), [3, 1]), 'sigmoid');
  // The logarithms are float32.
  [0.5, 0.75, 0.25].forEach((probability, i) => expect(data[i]).toBeCloseTo(probability, 7));
});

test('large scores do not overflow', () => {
  const large = floatTensor(Float32Array.of(1000, 999, -1000), [1, 3]);
  const [a, b, c] = squash(large, 'softmax').data;
  expect(c).toBe(0);
  expect(a! + b!).toBeCloseTo(1, 6);
  expect(a! / b!).toBeCloseTo(Math.E, 4);
  expect([...squash(large, 'sigmoid').data]).toEqual([1, 1, 0]);
});

test('nothing to do', () => {
  const values = normalTensor([1, 3]);
  expect(squash(values, null)).toBe(values);
  expect(unsquash(values, values, null)).toBe(values);
});

describe('the cotangent against central differences in double precision', () => {
  const slow = (x: number[], squashing: Squashing): number[] => {
    if (squashing === 'sigmoid') return x.map((v) => 1 / (1 + Math.exp(-v)));
    const total = x.reduce((sum, v) => sum + Math.exp(v), 0);
    return x.map((v) => Math.exp(v) / total);
  };

  test.each(['softmax', 'sigmoid'] as const)('%s', (squashing) => {
    const values = normalTensor([1, 5], 2);
    const weights = normalTensor([1, 5], 3);
    const cotangent: FloatTensor = unsquash(squash(values, squashing), weights, squashing);
    const x = [...values.data];
    const f = (at: number[]): number => slow(at, squashing).reduce((sum, p, i) => sum + p * weights.data[i]!, 0);
    x.forEach((_, i) => {
      const moved = (h: number): number[] => x.map((v, j) => (j === i ? v + h : v));
      // float32 results.
      expect(cotangent.data[i]).toBeCloseTo((f(moved(1e-5)) - f(moved(-1e-5))) / 2e-5, 6);
    });
  });
});
