import { describe, expect, test } from 'vitest';
import { mapSize, reduceChannels } from '../../src/render/reduce.js';
import type { ChannelReduction } from '../../src/render/reduce.js';
import { floatTensor } from '../../src/tensor.js';

// Two channels of 2 x 3: the first goes up, the second down and is negative.
const attribution = floatTensor(Float32Array.of(0, 1, 2, 3, 4, 5, -6, -5, -4, -3, -2, -1), [2, 2, 3]);

describe('reduceChannels', () => {
  test.each<[ChannelReduction, number[]]>([
    ['abs-max', [6, 5, 4, 3, 4, 5]],
    ['abs-sum', [6, 6, 6, 6, 6, 6]],
    ['sum', [-6, -4, -2, 0, 2, 4]],
    ['l2', [6, Math.sqrt(26), Math.sqrt(20), Math.sqrt(18), Math.sqrt(20), Math.sqrt(26)]],
  ])('%s', (reduction, expected) => {
    const before = attribution.data.slice();
    expect(reduceChannels(attribution, reduction)).toMatchObject({
      shape: [2, 3],
      data: Float32Array.from(expected),
    });
    expect(attribution.data).toEqual(before);
  });

  test('does not lose a NaN on the way', () => {
    for (const reduction of ['abs-max', 'abs-sum', 'sum', 'l2'] as const) {
      expect(reduceChannels({ data: Float32Array.of(1, NaN, 2), shape: [3, 1, 1] }, reduction).data[0]).toBeNaN();
    }
  });

  test('refuses a batch and an unknown reduction', () => {
    expect(() => reduceChannels({ data: new Float32Array(4), shape: [1, 1, 2, 2] }, 'sum')).toThrow(
      /one picture of a batch/,
    );
    expect(() => reduceChannels(attribution, 'max' as ChannelReduction)).toThrow(
      /Use one of abs-max, abs-sum, sum, l2/,
    );
  });
});

test('mapSize knows maps, and only those', () => {
  expect(mapSize({ data: new Float32Array(6), shape: [2, 3] })).toEqual({ width: 3, height: 2 });
  expect(() => mapSize(attribution)).toThrow(/has the shape \[H,W\], but \[2, 2, 3\]/);
  expect(() => mapSize({ data: new Float32Array(0), shape: [0, 3] })).toThrow(/with 0 values/);
});
