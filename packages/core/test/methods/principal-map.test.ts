import { describe, expect, test } from 'vitest';
import { principalMap } from '../../src/methods/cam/principal-map.js';
import { normalTensor } from '../../src/testing/index.js';
import { channelsOf, distance, sum } from './features.js';
import type { Channels } from './features.js';
import { jacobiComponent } from './jacobi.js';

const random = (channels: number, cells: number, seed: number, positive: boolean): Float32Array =>
  normalTensor([1, channels, 1, cells], seed).data.map((value) => (positive ? Math.max(value, 0) : value));

const asChannels = (data: Float32Array, channels: number): Channels =>
  channelsOf({ dtype: 'float32', data, shape: [1, channels, 1, data.length / channels], layout: 'nchw' });

const centred = (channels: Channels): Channels =>
  channels.map((values) => values.map((value) => value - sum(values) / values.length));

const means = (channels: Channels): number[] =>
  channels[0]!.map((_, p) => sum(channels.map((values) => values[p]!)) / channels.length);

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [[x], [y]] = [centred([a]), centred([b])] as [[readonly number[]], [readonly number[]]];
  return sum(x.map((value, i) => value * y[i]!)) / Math.hypot(...x) / Math.hypot(...y);
};

/** The component of Jacobi's decomposition, with the sign that correlates with the mean map. */
function expected(channels: Channels, centre: boolean): { map: number[]; gap: number } {
  const { projection, singular } = jacobiComponent(centre ? centred(channels) : channels);
  const sign = correlation(projection, means(channels)) < 0 ? -1 : 1;
  const [first, second] = singular;
  return { map: projection.map((value) => sign * value), gap: 1 - (second / first) ** 2 };
}

describe('against the whole singular value decomposition', () => {
  test.each([
    [4, 36],
    [36, 4],
    [7, 7],
    [1, 9],
    [9, 1],
    [48, 100],
    [320, 49],
    [2048, 49],
  ])('%i channels of %i positions', (channels, cells) => {
    for (const positive of [false, true]) {
      for (const centre of [false, true]) {
        // A single position less its mean is nothing; the largest case is slow to decompose.
        if (centre && (cells === 1 || channels > 1000)) continue;
        const features = random(channels, cells, channels + cells, positive);
        const map = principalMap(features, channels, centre);
        if (cells === 1) {
          expect(map[0]).toBeCloseTo(Math.hypot(...features), 12);
          continue;
        }
        const { map: slow, gap } = expected(asChannels(features, channels), centre);
        // The direction is sought to 1e-12, and rounding turns it by epsilon over the gap.
        expect(distance(map, slow)).toBeLessThan(1e-12 + 1e-14 / gap);
      }
    }
  });

  test.each([1e-1, 1e-3, 1e-5, 1e-6])('two components whose shares differ by %f', (difference) => {
    // Orthogonal patterns over the positions and over the channels, exact in float32 but for the strength of the second.
    const [channels, cells] = [64, 49];
    const strength = Math.fround(1 - difference / 2);
    const noise = random(channels, cells, 5, false);
    const features = Float32Array.from({ length: channels * cells }, (_, i) => {
      const [k, p] = [Math.floor(i / cells), i % cells];
      return (
        (k % 2 ? 1 : 0) * (p < 20 ? 1 : 0) + (k % 2 ? 0 : strength) * (p >= 20 && p < 40 ? 1 : 0) + 1e-3 * noise[i]!
      );
    });
    const { map, gap } = expected(asChannels(features, channels), false);
    // The noise moves the gap of the closest pairs, but leaves them close.
    expect(gap).toBeLessThan(10 * difference + 1e-3);
    expect(distance(principalMap(features, channels), map)).toBeLessThan(1e-12 + 1e-14 / gap);
  });
});

test('two components that are as strong: a map in the plane of both, as strong as each', () => {
  const features = Float32Array.of(1, 0, 0, 0, 1, 0);
  const map = principalMap(features, 2);
  expect(Math.hypot(...map)).toBeCloseTo(1, 12);
  expect(map[2]).toBeCloseTo(0, 12);
});

test('it holds the largest sum of squares of all directions', () => {
  const features = random(12, 25, 3, true);
  const best = Math.hypot(...principalMap(features, 12));
  for (let seed = 0; seed < 50; seed++) {
    const direction = [...normalTensor([1, 12, 1, 1], seed).data];
    const length = Math.hypot(...direction);
    const projected = Array.from({ length: 25 }, (_, p) =>
      sum(direction.map((weight, k) => (weight / length) * features[k * 25 + p]!)),
    );
    expect(Math.hypot(...projected)).toBeLessThanOrEqual(best);
  }
});

test('one pattern shared by all channels is the map, times the length of its weights', () => {
  const pattern = [...random(1, 30, 8, false)];
  const weights = [3, -1, 2, 0.5];
  const features = Float32Array.from(weights.flatMap((weight) => pattern.map((value) => weight * value)));
  const length = Math.hypot(...weights);
  // The mean weight is positive, so the sign is that of the pattern.
  expect(
    distance(
      principalMap(features, 4),
      pattern.map((value) => length * value),
    ),
  ).toBeLessThan(1e-7);
});

describe('the sign', () => {
  test('goes with the mean map, and turns with it', () => {
    for (let seed = 0; seed < 20; seed++) {
      const features = random(6, 16, seed, false);
      const map = principalMap(features, 6);
      expect(correlation([...map], means(asChannels(features, 6)))).toBeGreaterThan(0);
      const turned = principalMap(
        features.map((value) => -value),
        6,
      );
      turned.forEach((value, p) => expect(value).toBeCloseTo(-map[p]!, 12));
    }
  });

  test('of activations that are nowhere negative: neither is the map', () => {
    for (let seed = 0; seed < 20; seed++)
      expect(Math.min(...principalMap(random(30, 16, seed, true), 30))).toBeGreaterThan(-1e-12);
  });

  test('of maps without contrast: the sum is positive', () => {
    expect([...principalMap(Float32Array.of(2, 2, 2, 1, 1, 1), 2)]).toEqual([
      expect.closeTo(Math.sqrt(5), 12),
      expect.closeTo(Math.sqrt(5), 12),
      expect.closeTo(Math.sqrt(5), 12),
    ]);
  });
});

test('a map of zeros, and one that centring makes zero', () => {
  expect([...principalMap(new Float32Array(12), 3)]).toEqual([0, 0, 0, 0]);
  expect([...principalMap(new Float32Array(12).fill(2), 3, true)]).toEqual([0, 0, 0, 0]);
});

test.each([1e-30, 1e30])('activations of the order of %f', (scale) => {
  const features = random(8, 20, 4, true);
  const map = principalMap(features, 8);
  const scaled = principalMap(
    features.map((value) => value * scale),
    8,
  );
  expect(
    distance(
      scaled.map((value) => value / scale),
      map,
    ),
  ).toBeLessThan(1e-6);
});

test('what is not finite stays visible', () => {
  expect(principalMap(Float32Array.of(1, Number.NaN, 2, 3), 2).every(Number.isNaN)).toBe(true);
});
