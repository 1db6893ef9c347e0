import { describe, expect, it } from 'vitest';
import { floatTensor } from '../../src/tensor.js';
import { rankCorrelation } from '../../src/metrics/rank-correlation.js';
import { relativeL2 } from '../../src/metrics/relative-l2.js';
import { ssim } from '../../src/metrics/ssim.js';
import { normalTensor } from '../../src/testing/index.js';
import { fixture } from '../image/fixture.js';

interface Case {
  readonly name: string;
  readonly shape: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly rankCorrelation: number;
  readonly ssim: number;
  readonly ssimOfRange4: number;
  readonly relativeL2: number;
}

const { origin, cases } = fixture('metrics/similarity.json') as { origin: string; cases: Case[] };
const map = (values: readonly number[], shape: readonly number[]) => floatTensor(Float32Array.from(values), shape);
const filled = (value: number, shape: readonly number[] = [12, 12]) =>
  map(Array<number>(shape.reduce((product, length) => product * length)).fill(value), shape);

describe(`similarity of maps, against ${origin}`, () => {
  it.each(cases)('$name', ({ shape, ...reference }) => {
    const [a, b] = [map(reference.a, shape), map(reference.b, shape)];
    expect(rankCorrelation(a.data, b.data)).toBeCloseTo(reference.rankCorrelation, 12);
    expect(relativeL2(b.data, a.data)).toBeCloseTo(reference.relativeL2, 12);
    // A variance is the difference of two means of squares: of values around 1 it keeps 10 digits at a spread of 1e-3.
    expect(ssim(a, b)).toBeCloseTo(reference.ssim, 9);
    expect(ssim(a, b, { dataRange: 4 })).toBeCloseTo(reference.ssimOfRange4, 9);
  });
});

describe('rank correlation', () => {
  it('sees nothing but the order', () => {
    const { data } = normalTensor([500], 3);
    expect(rankCorrelation(data, data.map(Math.exp))).toBeCloseTo(1, 14);
    expect(
      rankCorrelation(
        data,
        data.map((value) => -(value ** 3)),
      ),
    ).toBeCloseTo(-1, 14);
  });

  it('gives equal values their mean rank: the definition, with ranks by hand', () => {
    // Ranks 1, 2.5, 2.5, 4 and 2, 2, 4, 2, less their mean 2.5.
    const [x, y] = [
      [-1.5, 0, 0, 1.5],
      [-0.5, -0.5, 1.5, -0.5],
    ];
    const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
    const expected = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    expect(rankCorrelation([-3, 0.5, 0.5, 9], [0, -0, 7, 0])).toBeCloseTo(expected, 14);
  });

  it('is null where one orders nothing', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(rankCorrelation([1, 2, 3], [0, 0, -0])).toBeNull();
    expect(rankCorrelation([4], [4])).toBeNull();
  });
});

describe('structural similarity', () => {
  it('is 1 for equal maps, constant ones too', () => {
    const noise = normalTensor([2, 15, 11]);
    expect(ssim(noise, noise)).toBe(1);
    expect(ssim(filled(3), filled(3))).toBe(1);
    expect(ssim(filled(3), filled(3), { dataRange: 2 })).toBe(1);
  });

  it('of two constants is the term of the means: (2xy + c1) / (x^2 + y^2 + c1)', () => {
    const c1 = (0.01 * 8) ** 2;
    expect(ssim(filled(1), filled(2), { dataRange: 8 })).toBeCloseTo((4 + c1) / (5 + c1), 12);
    // The default range is the distance between the two.
    expect(ssim(filled(1), filled(2))).toBeCloseTo((4 + 1e-4) / (5 + 1e-4), 12);
  });

  it('does not change when both maps are scaled', () => {
    const [a, b] = [normalTensor([14, 13], 1), normalTensor([14, 13], 2)];
    const scaled = ({ data, shape }: typeof a) =>
      floatTensor(
        data.map((value) => value * 2 ** -20),
        shape,
      );
    expect(ssim(scaled(a), scaled(b))).toBeCloseTo(ssim(a, b), 12);
  });

  it('refuses maps without a window, and ranges that are none', () => {
    expect(() => ssim(filled(1, [10, 20]), filled(1, [10, 20]))).toThrow(/windows of 11 x 11 .* but .* \[10, 20\]/);
    expect(() => ssim(filled(1, [200]), filled(1, [200]))).toThrow(/\[200\]/);
    expect(() => ssim(filled(1, [11, 12]), filled(1, [12, 11]))).toThrow(/\[11, 12\] and the other \[12, 11\]/);
    expect(() => ssim(filled(1), filled(2), { dataRange: 0 })).toThrow(/over 0, but 0/);
  });
});

describe('relative L2', () => {
  it('is the part of the reference that is missing', () => {
    expect(relativeL2([3, 4], [0, 5])).toBeCloseTo(Math.sqrt(10) / 5, 14);
    expect(relativeL2([0, 0], [3, -4])).toBe(1);
  });

  it('of a reference that is 0 everywhere is 0 or infinite', () => {
    expect(relativeL2([0, 0], [0, -0])).toBe(0);
    expect(relativeL2([0, 1e-30], [0, 0])).toBe(Infinity);
  });
});

it.each([
  ['rank correlation', rankCorrelation],
  ['relative L2', relativeL2],
] as const)('%s refuses what cannot be compared', (_, metric) => {
  expect(() => metric([1, 2], [1, 2, 3])).toThrow(/one has 2 values and the other 3/);
  expect(() => metric([], [])).toThrow(/one has 0 values/);
  expect(() => metric([1, NaN], [1, 2])).toThrow(/index 1 are NaN and 2/);
});
