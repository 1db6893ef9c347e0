import { chooseScale, strongestChannels, withoutBatch } from '@pellucid/core';
import type { Attribution, MapTensor, ScaleRecord } from '@pellucid/core';
import type { LayerFacts, NetworkFacts } from '../protocol.js';

/** The activation of a layer, taken apart. */
export interface Channels {
  /** `maps`: one a channel. `vector`: a number a channel. `sequence`: all of it is one map [T,C]. */
  readonly kind: 'maps' | 'vector' | 'sequence';
  /** [C,h,w]; [C] of a vector. */
  readonly values: MapTensor;
  /** Channels by their largest size. */
  readonly order: readonly number[];
  /** The value of largest size of each channel, with its sign. */
  readonly peaks: Float32Array;
  /** The lowest and the highest value of all. */
  readonly ends: Float32Array;
  /** A scale for all of them. */
  readonly record: ScaleRecord;
}

/** @param attribution of the method `activations` for one input */
export function channelsOf(attribution: Attribution): Channels {
  const { data, shape } = withoutBatch(attribution.values);
  const kind = kindOf(shape);
  const sides = { maps: shape, vector: [data.length], sequence: [1, ...shape] }[kind];
  const peaks = new Float32Array(sides[0]!);
  const size = data.length / peaks.length;
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    low = Math.min(low, value);
    high = Math.max(high, value);
    const channel = Math.floor(at / size);
    if (Math.abs(value) > Math.abs(peaks[channel]!)) peaks[channel] = value;
  }
  // A scale up to the largest value depends on the two ends alone, and sorting a large layer would hold up the page.
  const ends = Float32Array.of(low, high);
  const record = chooseScale(ends.every(Number.isFinite) ? ends : data);
  const values = { data, shape: sides };
  return { kind, values, order: strongestChannels(values), peaks, ends, record };
}

function kindOf(shape: readonly number[]): Channels['kind'] {
  if (shape.length === 2) return 'sequence';
  return shape.slice(1).every((side) => side === 1) ? 'vector' : 'maps';
}

/** One channel [h,w] of feature maps; shares their memory. */
export function channelMap({ values: { data, shape } }: Channels, channel: number): MapTensor {
  const [, height = 1, width = 1] = shape;
  const size = height * width;
  return { data: data.subarray(channel * size, (channel + 1) * size), shape: [height, width] };
}

/** The channels that are shown: the strongest, and one that was chosen. */
export function shownChannels({ order }: Channels, count: number, chosen: number | null): number[] {
  const shown = order.slice(0, Math.max(1, count));
  return chosen === null || shown.includes(chosen) || !order.includes(chosen) ? shown : [...shown, chosen];
}

/** "64 channels of 6 × 6, strongest first". */
export function channelsWords({ kind, values: { shape } }: Channels): string {
  const sides = shape.slice(1).join(' × ');
  if (kind === 'sequence') return `a sequence of ${sides}`;
  return kind === 'vector' ? `${shape[0]} values, largest first` : `${shape[0]} channels of ${sides}, strongest first`;
}

/** Layers with feature maps, sequences or vectors of one input. */
export function shownLayers({ layers }: NetworkFacts): readonly LayerFacts[] {
  return layers.filter(({ shape }) => shape.length >= 2 && shape.length <= 4);
}

/** "conv5 (Relu, 64 × 6 × 6)"; a side that the network leaves open is "?". */
export function layerWords({ name, op, shape }: LayerFacts): string {
  const sides = shape.slice(1).map((side) => side ?? '?');
  return `${name} (${op}, ${sides.join(' × ')})`;
}

/**
 * The layer that is shown where none is asked for: the feature layer. A network without one has no classes or no maps, and
 * its first output is then the layer that its user knows; where that cannot be shown, the one nearest to it.
 */
export function defaultLayer(network: NetworkFacts): string | null {
  const names = shownLayers(network).map(({ name }) => name);
  return (
    network.featureLayer ??
    network.outputs.map(({ name }) => name).find((name) => names.includes(name)) ??
    names.at(-1) ??
    null
  );
}
