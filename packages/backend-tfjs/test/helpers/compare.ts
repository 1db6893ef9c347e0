import { asFloat } from '@pellucid/core';
import type { Tensor } from '@pellucid/core';

/** |a - b| / |b|, both as vectors. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values, but ${b.length} expected`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-30);
}

export function floats(tensor: Tensor | undefined): Float32Array {
  return asFloat(tensor, 'a result').data;
}
