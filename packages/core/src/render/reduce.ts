import { XaiError } from '../errors.js';
import { floatTensor, sizeOf } from '../tensor.js';
import type { FloatTensor } from '../tensor.js';

/**
 * How the channels of an input-space attribution become one number per pixel, for drawing only:
 * - `abs-max`: the largest size over the channels (Simonyan et al. 2014, section 3.1);
 * - `abs-sum`: the sum of the sizes;
 * - `sum`: the signed sum, which keeps an attribution's total;
 * - `l2`: the Euclidean length.
 */
export type ChannelReduction = 'abs-max' | 'abs-sum' | 'sum' | 'l2';

/** The values and shape of a tensor; what the drawing functions read. They never change it. */
export type MapTensor = Pick<FloatTensor, 'data' | 'shape'>;

const steps: Record<ChannelReduction, (sum: number, value: number) => number> = {
  'abs-max': (sum, value) => Math.max(sum, Math.abs(value)),
  'abs-sum': (sum, value) => sum + Math.abs(value),
  sum: (sum, value) => sum + value,
  l2: (sum, value) => Math.hypot(sum, value),
};

/**
 * A map [H,W] of an attribution [C,H,W].
 *
 * @throws XaiError `usage` for another rank or an unknown reduction
 */
export function reduceChannels(attribution: MapTensor, reduction: ChannelReduction): FloatTensor {
  const [channels = 0, height = 0, width = 0] = attribution.shape;
  if (attribution.shape.length !== 3 || sizeOf(attribution.shape) !== attribution.data.length) {
    throw new XaiError(
      'usage',
      `An attribution with channels has the shape [C,H,W], but [${attribution.shape.join(', ')}] with ${attribution.data.length} values was given. Draw one picture of a batch at a time.`,
    );
  }
  if (!Object.hasOwn(steps, reduction)) {
    const known = Object.keys(steps).join(', ');
    throw new XaiError('usage', `There is no channel reduction '${reduction}'. Use one of ${known}.`);
  }
  const step = steps[reduction];
  const size = height * width;
  const values = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum = step(sum, attribution.data[channel * size + at]!);
    values[at] = sum;
  }
  return floatTensor(values, [height, width]);
}

/**
 * Height and width of a map [H,W].
 *
 * @throws XaiError `usage` when it is not one
 */
export function mapSize(map: MapTensor): { width: number; height: number } {
  const [height = 0, width = 0] = map.shape;
  if (map.shape.length !== 2 || height * width !== map.data.length || map.data.length === 0) {
    throw new XaiError(
      'usage',
      `A map to be drawn has the shape [H,W], but [${map.shape.join(', ')}] with ${map.data.length} values was given. Take one picture of the batch; reduceChannels turns [C,H,W] into [H,W].`,
    );
  }
  return { width, height };
}
