import type { FloatTensor } from './tensor.js';

/** What a removed part of the input is replaced by: each channel's mean over the picture, or zero in network units. */
export type Fill = 'mean' | 'zero';

/** One replacement value per channel of a row [1, C, H, W]. */
export function fillValues({ data, shape }: FloatTensor, fill: Fill): Float32Array {
  const channels = shape[1] ?? 1;
  const cells = data.length / channels;
  const values = new Float32Array(channels);
  if (fill === 'zero') return values;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let p = channel * cells; p < (channel + 1) * cells; p++) sum += data[p]!;
    values[channel] = sum / cells;
  }
  return values;
}
