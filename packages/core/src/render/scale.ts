import { XaiError } from '../errors.js';
import type { ColormapKind } from './colormaps.js';

/** Which values get the two end colours. Values beyond them get the end colours too. */
export type Scale =
  | { readonly kind: 'sequential'; readonly min: number; readonly max: number }
  | { readonly kind: 'diverging'; readonly limit: number };

/** The scale of a picture and where it came from; it belongs beside the picture, since colours alone say nothing. */
export interface ScaleRecord {
  readonly scale: Scale;
  /** `per-map`: chosen from this map's own values. `fixed`: given, so that pictures can be compared. */
  readonly chosen: 'per-map' | 'fixed';
  /** The percentile that a per-map scale ends at (100 is the largest value); `null` for a fixed one. */
  readonly percentile: number | null;
  /** How many values lie below and above the scale. */
  readonly clipped: { readonly below: number; readonly above: number };
}

export interface ScaleOptions {
  /** Default `auto`: diverging where negative values matter, else sequential. */
  readonly kind?: ColormapKind | 'auto';
  /**
   * The percentile of the values (of their size, for a diverging scale) at the end of the scale, over 0 and at most
   * 100. Default 100. Gradients have few very large values; 99 keeps them from hiding the rest (Smilkov et al. 2017).
   */
  readonly percentile?: number;
}

/**
 * Negative values up to this part of the largest positive one do not matter: bicubic upsampling leaves such a rim
 * around the peaks of a map that is nowhere negative.
 */
const NEGLIGIBLE = 0.1;

/** A sequential map whose lowest value is over this part of its largest would be of nearly one colour on a scale from 0. */
const LEVEL = 0.5;

/**
 * A scale for these values. Diverging: the same limit on both sides, so that 0 keeps the middle colour. Sequential:
 * from 0 to the high percentile; from the low percentile where negative values matter, and from the lowest value where all
 * are far from 0 (scores that are nearly the same everywhere).
 *
 * @throws XaiError `input-invalid` for NaN or infinite values, `usage` for a percentile out of range
 */
export function chooseScale(values: Float32Array, options: ScaleOptions = {}): ScaleRecord {
  const { kind = 'auto', percentile: asked = 100 } = options;
  if (!(asked > 0 && asked <= 100)) {
    throw new XaiError('usage', `A percentile lies over 0 and up to 100, but ${asked} was given.`);
  }
  checkFinite(values);
  const sorted = values.slice().sort();
  const signed = (sorted[0] ?? 0) < -NEGLIGIBLE * Math.max(0, sorted.at(-1) ?? 0);
  const diverging = kind === 'auto' ? signed : kind === 'diverging';
  const [lowest = 0] = sorted;
  const isLevel = lowest > LEVEL * sorted.at(-1)! && lowest < percentileOf(sorted, asked);
  const sizes = diverging ? values.map(Math.abs).sort() : sorted;
  const ending = (percentile: number): Scale =>
    diverging
      ? { kind: 'diverging', limit: percentileOf(sizes, percentile) }
      : {
          kind: 'sequential',
          min: signed ? Math.min(0, percentileOf(sorted, 100 - percentile)) : isLevel ? lowest : 0,
          max: Math.max(0, percentileOf(sorted, percentile)),
        };
  // In a map with few values that are not 0 the percentile can be 0: then only the largest value says something.
  const percentile = isEmpty(ending(asked)) ? 100 : asked;
  const scale = ending(percentile);
  return { scale, chosen: 'per-map', percentile, clipped: countClipped(values, scale) };
}

/**
 * The record of a scale that the caller fixed.
 *
 * @throws XaiError `input-invalid` for NaN or infinite values, `usage` for a scale that is not one
 */
export function fixedScale(values: Float32Array, scale: Scale): ScaleRecord {
  checkFinite(values);
  const [low, high] = scaleEnds(scale);
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) {
    throw new XaiError('usage', `A scale goes from a finite number up to another, but ${low} to ${high} was given.`);
  }
  return { scale, chosen: 'fixed', percentile: null, clipped: countClipped(values, scale) };
}

/** The lowest and the highest value of a scale. */
export function scaleEnds(scale: Scale): readonly [low: number, high: number] {
  return scale.kind === 'diverging' ? [-scale.limit, scale.limit] : [scale.min, scale.max];
}

/** The smallest scale that holds all of these (at least one), to be shared by several maps; diverging if one of them is. */
export function widestScale(scales: readonly Scale[]): Scale {
  const ends = scales.map(scaleEnds);
  const min = Math.min(...ends.map(([low]) => low));
  const max = Math.max(...ends.map(([, high]) => high));
  const diverging = scales.some((scale) => scale.kind === 'diverging');
  return diverging ? { kind: 'diverging', limit: Math.max(-min, max) } : { kind: 'sequential', min, max };
}

/**
 * Where each value lies on the scale, 0 to 1 (0.5 is the middle of a diverging one); for drawing only. On a scale of
 * no width values at it get the cold end or the middle, those beyond it the ends.
 */
export function normalize(values: Float32Array, scale: Scale): Float32Array {
  const [low, high] = scaleEnds(scale);
  const middle = scale.kind === 'diverging' ? 0.5 : 0;
  return values.map((value) => {
    if (value > high) return 1;
    if (value < low) return 0;
    return high > low ? (value - low) / (high - low) : middle;
  });
}

function checkFinite(values: Float32Array): void {
  const first = values.findIndex((value) => !Number.isFinite(value));
  if (first < 0) return;
  const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
  throw new XaiError(
    'input-invalid',
    `A map to be drawn holds finite numbers, but ${count} of its ${values.length} values are not (the first, at index ${first}, is ${values[first]}). Look at the raw values: the network or its input is probably out of range.`,
  );
}

/** The percentile with linear interpolation between neighbours, as `numpy.percentile`. 0 for no values. */
function percentileOf(sorted: Float32Array, percent: number): number {
  const position = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

function isEmpty(scale: Scale): boolean {
  return scale.kind === 'diverging' ? scale.limit === 0 : scale.min === scale.max;
}

function countClipped(values: Float32Array, scale: Scale): ScaleRecord['clipped'] {
  const [low, high] = scaleEnds(scale);
  let below = 0;
  let above = 0;
  for (const value of values) {
    if (value < low) below++;
    if (value > high) above++;
  }
  return { below, above };
}
