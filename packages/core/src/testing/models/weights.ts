import { createRandom } from '../../random.js';

/** Weights in quarters from -1 to 1, so that sums of a few of them are exact in float32. */
export function quarters(count: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => (random.integer(9) - 4) / 4);
}
