import { checkPair } from './check-pair.js';

/**
 * How far `values` are from `reference`, as a part of it: ||values - reference|| / ||reference||, Euclidean norms.
 *
 * @param values any number of values
 * @param reference as many
 * @returns 0 where they are equal; `Infinity` where only the reference is zero everywhere
 * @throws XaiError `usage` for different numbers of values or none, `input-invalid` for values that are not finite
 */
export function relativeL2(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  checkPair(values, reference);
  let [difference, size] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    difference += (values[i]! - reference[i]!) ** 2;
    size += reference[i]! ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / size);
}
