import { XaiError } from '../errors.js';
import type { TensorSpec } from '../model.js';
import type { NpyArray } from '../npy.js';
import { floatTensor } from '../tensor.js';
import type { FloatTensor } from '../tensor.js';

/** The values of an array in float32. */
export function floatsOf({ data }: NpyArray): Float32Array {
  return data instanceof BigInt64Array ? Float32Array.from(data, Number) : Float32Array.from(data);
}

/**
 * An array that is given as the network's exact input, as core takes it: [N, C, H, W] for pictures, however the network's
 * file stores them. One without a batch axis is one row.
 *
 * @throws XaiError `input-invalid` for an array of another rank
 */
export function arrayInput(
  { data, shape }: { readonly data: Float32Array; readonly shape: readonly number[] },
  { name, shape: wanted, layout: stored }: TensorSpec,
): FloatTensor {
  const layout = stored && 'nchw';
  if (shape.length === wanted.length) return floatTensor(data, shape, layout);
  if (shape.length === wanted.length - 1) return floatTensor(data, [1, ...shape], layout);
  const sides = wanted.map((side) => side ?? 'N').join(', ');
  throw new XaiError(
    'input-invalid',
    `The network's input '${name}' is [${sides}], but the array is [${shape.join(', ')}].`,
  );
}
