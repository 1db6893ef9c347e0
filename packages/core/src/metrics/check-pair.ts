import { XaiError } from '../errors.js';

/**
 * Refuses what cannot be compared number by number.
 *
 * @throws XaiError `usage` for different numbers of values or none, `input-invalid` for values that are not finite
 */
export function checkPair(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length || a.length === 0) {
    throw new XaiError(
      'usage',
      `Two maps of the same size are compared, but one has ${a.length} values and the other ${b.length}. Bring them to one size first.`,
    );
  }
  for (let i = 0; i < a.length; i++) {
    if (Number.isFinite(a[i]) && Number.isFinite(b[i])) continue;
    throw new XaiError(
      'input-invalid',
      `Maps of finite numbers are compared, but the values at index ${i} are ${a[i]} and ${b[i]}. Look at the raw values: the network or its input is probably out of range.`,
    );
  }
}
