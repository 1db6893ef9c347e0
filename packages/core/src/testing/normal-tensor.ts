import { createRandom } from '../random.js';
import type { FloatTensor } from '../tensor.js';
import { floatTensor, sizeOf } from '../tensor.js';

/** A tensor of normal random numbers (mean 0, variance 1). */
export function normalTensor(shape: readonly number[], seed = 0, stream = 0): FloatTensor {
  const random = createRandom(seed, stream);
  return floatTensor(Float32Array.from({ length: sizeOf(shape) }, random.normal), shape);
}
