import fc from 'fast-check';
import { expect } from 'vitest';
import type { DifferenceProblem } from './differences.js';
import { differenceError } from './differences.js';

/**
 * Largest error of a directional difference, relative to the norms of gradient and direction: some hundred roundings of
 * 2^-24 each. One wrong element among a hundred would make about 1e-2.
 */
const tolerance = 2e-6;

/** The newest opset that the forms of the operators are drawn from. */
export const newestOpset = 21;

/** An opset from `first` on. */
export function opsets(first = 7, last = newestOpset): fc.Arbitrary<number> {
  return fc.integer({ min: first, max: last });
}

/** Random small sides. */
export function sides(length: number | { min: number; max: number }, max = 4): fc.Arbitrary<number[]> {
  const range = typeof length === 'number' ? { min: length, max: length } : length;
  return fc.array(fc.integer({ min: 1, max }), { minLength: range.min, maxLength: range.max });
}

/** Checks gradients against differences on problems made of random parameters and a random seed; the same in every run. */
export async function checkDifferences<Parameters>(
  parameters: fc.Arbitrary<Parameters>,
  problem: (parameters: Parameters, seed: number) => DifferenceProblem,
  numRuns = 30,
): Promise<void> {
  const property = fc.asyncProperty(parameters, fc.integer({ min: 1, max: 1e6 }), async (drawn, seed) => {
    expect(await differenceError(problem(drawn, seed))).toBeLessThanOrEqual(tolerance);
  });
  await fc.assert(property, { seed: 20, numRuns });
}
