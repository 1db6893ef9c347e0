import { chooseScale, floatTensor } from '@pellucid/core';
import type { Attribution } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import type { NetworkFacts } from '../../src/protocol.js';
import {
  channelMap,
  channelsOf,
  channelsWords,
  defaultLayer,
  layerWords,
  shownChannels,
  shownLayers,
} from '../../src/channels/channels.js';

const activation = (shape: readonly number[], values: readonly number[]): Attribution => ({
  method: 'activations',
  form: 'activation',
  values: floatTensor(Float32Array.from(values), shape),
  targets: [],
  layer: { name: 'conv', reason: 'chosen by the caller' },
  options: {},
  checks: {},
  notes: [],
});

describe('channelsOf', () => {
  const channels = channelsOf(activation([1, 3, 1, 2], [0, 1, -5, 2, 3, 3]));

  it('orders feature maps by their peaks, which keep their sign', () => {
    expect(channels.kind).toBe('maps');
    expect(channelsWords(channels)).toBe('3 channels of 1 × 2, strongest first');
    expect(channels.order).toEqual([1, 2, 0]);
    expect([...channels.peaks]).toEqual([1, -5, 3]);
    expect(channelMap(channels, 1)).toEqual({ data: Float32Array.of(-5, 2), shape: [1, 2] });
  });

  it('gives all of them the scale that their values have together', () => {
    for (const values of [
      [0, 1, -5, 2, 3, 3],
      [0, 1, -0.1, 2, 3, 3],
      [1, 1, 1, 2, 3, 3],
      [-1, -2, -3, -1, -1, -1],
    ]) {
      const { record } = channelsOf(activation([1, 3, 1, 2], values));
      expect(record.scale).toEqual(chooseScale(Float32Array.from(values)).scale);
    }
  });

  it('takes vectors, with and without positions, and sequences', () => {
    const vector = channelsOf(activation([1, 3], [1, -4, 2]));
    expect([vector.kind, vector.order, [...vector.peaks]]).toEqual(['vector', [1, 2, 0], [1, -4, 2]]);
    expect(channelsOf(activation([1, 2, 1, 1], [1, 2])).kind).toBe('vector');
    const sequence = channelsOf(activation([1, 2, 3], [1, 2, 3, 4, 5, 6]));
    expect([sequence.kind, sequence.order, sequence.values.shape]).toEqual(['sequence', [0], [1, 2, 3]]);
  });

  it('says how many values are not finite', () => {
    expect(() => channelsOf(activation([1, 2, 1, 2], [0, NaN, 1, Infinity]))).toThrow(/2 of its 4 values/);
  });

  it('shows the strongest, and one that was chosen among the others', () => {
    expect(shownChannels(channels, 2, null)).toEqual([1, 2]);
    expect(shownChannels(channels, 2, 2)).toEqual([1, 2]);
    expect(shownChannels(channels, 2, 0)).toEqual([1, 2, 0]);
    expect(shownChannels(channels, 2, 9)).toEqual([1, 2]);
    expect(shownChannels(channels, 0, null)).toEqual([1]);
  });
});

describe('layers to choose from', () => {
  const layers = [
    { name: 'conv', op: 'Conv', shape: [null, 64, 6, null] },
    { name: 'size', op: 'Shape', shape: [4] },
    { name: 'logits', op: 'Gemm', shape: [null, 13] },
  ];

  it('are those with values of one input', () => {
    expect(shownLayers({ layers } as unknown as NetworkFacts).map(({ name }) => name)).toEqual(['conv', 'logits']);
  });

  it('begin with the feature layer, else with the output, else with what is nearest to it', () => {
    const begin = (featureLayer: string | null, ...outputs: string[]): string | null =>
      defaultLayer({ layers, featureLayer, outputs: outputs.map((name) => ({ name })) } as unknown as NetworkFacts);
    expect(begin('conv', 'logits')).toBe('conv');
    expect(begin(null, 'mask', 'conv', 'logits')).toBe('conv');
    expect(begin(null, 'mask')).toBe('logits');
    expect(defaultLayer({ layers: [], featureLayer: null, outputs: [] } as unknown as NetworkFacts)).toBeNull();
  });

  it('are named with their sides', () => {
    expect(layerWords(layers[0]!)).toBe('conv (Conv, 64 × 6 × ?)');
    expect(layerWords(layers[2]!)).toBe('logits (Gemm, 13)');
  });
});
