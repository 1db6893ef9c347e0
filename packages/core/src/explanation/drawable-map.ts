import type { Attribution } from '../attribution.js';
import type { ColormapKind } from '../render/colormaps.js';
import { reduceChannels } from '../render/reduce.js';
import type { ChannelReduction, MapTensor } from '../render/reduce.js';
import { chooseScale } from '../render/scale.js';
import type { ScaleRecord } from '../render/scale.js';
import { withoutBatch } from '../tensor.js';

/** How attributions of the input's channels become one number a pixel. */
export const reduction: ChannelReduction = 'abs-max';

/** One number a pixel, and the scale that its colours have. */
export interface DrawableMap {
  /** [H,W]. */
  readonly map: MapTensor;
  readonly record: ScaleRecord;
}

/**
 * The map of an attribution of one input as it is drawn over a picture: values of the input's channels as one a pixel,
 * ending at their 99th percentile.
 *
 * @param kind of the scale. Default `auto`: diverging where negative values matter
 * @returns null for what is drawn as a sheet of channels or as bars
 */
export function drawableMap(attribution: Attribution, kind: ColormapKind | 'auto' = 'auto'): DrawableMap | null {
  const values = rectified(attribution, withoutBatch(attribution.values));
  const rank = values.shape.length;
  if (attribution.form === 'activation' || (rank !== 2 && rank !== 3)) return null;
  const map = rank === 3 ? reduceChannels(values, reduction) : values;
  return { map, record: chooseScale(map.data, { kind, percentile: rank === 3 ? 99 : 100 }) };
}

/** Bicubic up-sampling takes a map that is nowhere negative below 0 beside its peaks: a rim that means nothing. */
export function rectified({ options }: Attribution, values: MapTensor): MapTensor {
  return options['keepSign'] === false ? { ...values, data: values.data.map((value) => Math.max(value, 0)) } : values;
}
