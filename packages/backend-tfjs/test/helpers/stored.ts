import { floatTensor } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';

/** Weights of the conformance suite as TensorFlow.js stores them: axes in another order. */
export function permuted({ data, shape }: FloatTensor, permutation: readonly number[]): FloatTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const sides = permutation.map((axis) => shape[axis]!);
  const values = Float32Array.from(data, (_, at) => {
    let rest = at;
    let from = 0;
    for (let i = sides.length - 1; i >= 0; i--) {
      from += (rest % sides[i]!) * strides[permutation[i]!]!;
      rest = Math.floor(rest / sides[i]!);
    }
    return data[from]!;
  });
  return floatTensor(values, sides, null);
}

/** [out, in, k, k] as [k, k, in, out]. */
export const kernelOf = (weights: FloatTensor): FloatTensor => permuted(weights, [2, 3, 1, 0]);

/** [channels, 1, k, k] as [k, k, channels, 1]. */
export const depthwiseKernelOf = (weights: FloatTensor): FloatTensor => permuted(weights, [2, 3, 0, 1]);

export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * TensorFlow's name for a padding of a map [..., h, w]. Where "same" would pad one side more than the other, there is none.
 */
export function paddingOf(shape: readonly (number | null)[], { size, stride, padding }: Window): 'same' | 'valid' {
  if (padding === 0) return 'valid';
  const isSame = shape.slice(-2).every((side) => {
    const whole = Math.max((Math.ceil(side! / stride) - 1) * stride + size - side!, 0);
    return whole === 2 * padding;
  });
  if (isSame) return 'same';
  throw new Error(`TensorFlow has no name for a padding of ${padding} around [${shape.join(', ')}].`);
}
