/**
 * Largest relative error (L2) of a float32 result against its reference, for single operators away from kinks: a few
 * dozen roundings of 2^-24 each.
 */
export const tolerance = { float32: 2e-6 } as const;

export function norm(values: ArrayLike<number>): number {
  return Math.sqrt(dot(values, values));
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * L2 norm of the difference, relative to that of the reference; absolute where the reference is zero but for rounding.
 * Infinities must be met by the same infinities. `Infinity` where the lengths differ or a value is NaN.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  const difference = Float64Array.from(actual, (value, i) => (value === expected[i] ? 0 : value - expected[i]!));
  const size = norm(Float64Array.from(expected, (value) => (Number.isFinite(value) ? value : 0)));
  const error = norm(difference) / (size > 1e-6 ? size : 1);
  return Number.isNaN(error) ? Infinity : error;
}
