import { cast, getBackend, greater, step } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** 1 where a tensor is above 0, else 0. Comparisons take ten times as long as `step` on wasm; natively it is the reverse. */
export function positiveMask(x: Tensor): Tensor {
  return getBackend() === 'tensorflow' ? cast(greater(x, 0), 'float32') : step(x);
}
