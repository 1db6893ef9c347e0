import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseScale, fixedScale, normalize, widestScale } from '../../src/render/scale.js';
import type { Scale } from '../../src/render/scale.js';
import { reference } from './reference.js';

const f32 = (...values: number[]) => Float32Array.from(values);
const finite = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true });

describe('percentiles are those of NumPy', () => {
  test.each(reference.samples.map(({ values, percentiles }) => [values.length, values, percentiles] as const))(
    '%i values',
    (_, values, percentiles) => {
      const data = Float32Array.from(values);
      for (const { percent, low, high, size } of percentiles) {
        expect(chooseScale(data, { kind: 'diverging', percentile: percent }).scale).toEqual({
          kind: 'diverging',
          limit: expect.closeTo(size, 6) as number,
        });
        const sequential = chooseScale(data, { kind: 'sequential', percentile: percent });
        // Where both ends fall onto 0 the largest value decides (tested below); these samples have negative values.
        if (sequential.percentile !== percent) continue;
        const signed = Math.min(...values) < -0.1 * Math.max(0, ...values);
        expect(sequential.scale).toEqual({
          kind: 'sequential',
          min: expect.closeTo(signed ? Math.min(0, low) : 0, 6) as number,
          max: expect.closeTo(Math.max(0, high), 6) as number,
        });
      }
    },
  );
});

describe('chooseScale', () => {
  test('starts at 0 where nothing is negative', () => {
    expect(chooseScale(f32(2, 4, 3))).toEqual({
      scale: { kind: 'sequential', min: 0, max: 4 },
      chosen: 'per-map',
      percentile: 100,
      clipped: { below: 0, above: 0 },
    });
  });

  test('is diverging where negative values matter', () => {
    expect(chooseScale(f32(2, -4, 3)).scale).toEqual({ kind: 'diverging', limit: 4 });
    expect(chooseScale(f32(-1, -4)).scale).toEqual({ kind: 'diverging', limit: 4 });
  });

  test('draws the small negative rim of bicubic upsampling as 0, and counts it', () => {
    expect(chooseScale(f32(10, -0.9, 0, -0.1))).toMatchObject({
      scale: { kind: 'sequential', min: 0, max: 10 },
      clipped: { below: 2, above: 0 },
    });
    expect(chooseScale(f32(10, -1.1)).scale).toEqual({ kind: 'diverging', limit: 10 });
  });

  test('does as told about the kind', () => {
    expect(chooseScale(f32(10, 0), { kind: 'diverging' }).scale).toEqual({ kind: 'diverging', limit: 10 });
    expect(chooseScale(f32(10, -5), { kind: 'sequential' }).scale).toEqual({ kind: 'sequential', min: -5, max: 10 });
    expect(chooseScale(f32(-3, -5), { kind: 'sequential' }).scale).toEqual({ kind: 'sequential', min: -5, max: 0 });
  });

  test('counts what a percentile leaves out', () => {
    const record = chooseScale(
      Float32Array.from({ length: 101 }, (_, i) => i),
      { percentile: 90 },
    );
    expect(record).toMatchObject({ scale: { max: 90 }, percentile: 90, clipped: { below: 0, above: 10 } });
  });

  test('falls back to the largest value where the percentile is 0, and says so', () => {
    const sparse = new Float32Array(1000);
    sparse[7] = 3;
    expect(chooseScale(sparse, { percentile: 99 })).toMatchObject({ scale: { max: 3 }, percentile: 100 });
    expect(chooseScale(sparse, { percentile: 99, kind: 'diverging' })).toMatchObject({
      scale: { limit: 3 },
      percentile: 100,
    });
  });

  test('keeps an all-zero map at the cold end, or in the middle', () => {
    const zeros = new Float32Array(4);
    expect(normalize(zeros, chooseScale(zeros).scale)).toEqual(f32(0, 0, 0, 0));
    expect(normalize(zeros, chooseScale(zeros, { kind: 'diverging' }).scale)).toEqual(f32(0.5, 0.5, 0.5, 0.5));
  });

  test('puts a constant map at the hot end', () => {
    expect(normalize(f32(5, 5), chooseScale(f32(5, 5)).scale)).toEqual(f32(1, 1));
    expect(normalize(f32(-5, -5), chooseScale(f32(-5, -5)).scale)).toEqual(f32(0, 0));
  });

  test.each([NaN, Infinity, -Infinity])('refuses %d, saying where it is', (bad) => {
    const values = f32(1, bad, bad);
    expect(() => chooseScale(values)).toThrow(expect.objectContaining({ code: 'input-invalid' }) as Error);
    expect(() => chooseScale(values)).toThrow(/2 of its 3 values are not \(the first, at index 1, is/);
    expect(() => fixedScale(values, { kind: 'diverging', limit: 1 })).toThrow(/at index 1/);
  });

  test.each([0, -1, 100.5, NaN])('refuses the percentile %d', (percentile) => {
    expect(() => chooseScale(f32(1), { percentile })).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  });

  test('never changes the values', () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 1, max: 100 }), (values, percentile) => {
        const before = values.slice();
        const { scale } = chooseScale(values, { percentile });
        normalize(values, scale);
        expect(values).toEqual(before);
      }),
      { seed: 7 },
    );
  });
});

describe('fixedScale', () => {
  test('says that it was fixed, and what lies beyond', () => {
    const scale = { kind: 'sequential', min: 0, max: 2 } as const;
    expect(fixedScale(f32(-1, 1, 3, 4), scale)).toEqual({
      scale,
      chosen: 'fixed',
      percentile: null,
      clipped: { below: 1, above: 2 },
    });
  });

  test.each<Scale>([
    { kind: 'sequential', min: 1, max: 0 },
    { kind: 'diverging', limit: -1 },
    { kind: 'diverging', limit: NaN },
    { kind: 'sequential', min: 0, max: Infinity },
  ])('refuses %o', (scale) => {
    expect(() => fixedScale(f32(1), scale)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  });
});

describe('normalize', () => {
  test('is the place between the ends, and stays there', () => {
    expect(normalize(f32(-1, 0, 1, 2, 4, 9), { kind: 'sequential', min: 0, max: 4 })).toEqual(
      f32(0, 0, 0.25, 0.5, 1, 1),
    );
    expect(normalize(f32(-9, -2, 0, 1, 2), { kind: 'diverging', limit: 2 })).toEqual(f32(0, 0, 0.5, 0.75, 1));
  });

  test('keeps the order of the values, within 0 to 1, also for the largest and smallest floats', () => {
    fc.assert(
      fc.property(finite, fc.constantFrom('sequential' as const, 'diverging' as const), (values, kind) => {
        const sorted = values.slice().sort();
        const positions = normalize(sorted, chooseScale(sorted, { kind }).scale);
        positions.forEach((position, i) => {
          expect(position).toBeGreaterThanOrEqual(i === 0 ? 0 : positions[i - 1]!);
          expect(position).toBeLessThanOrEqual(1);
        });
        if (kind === 'diverging') {
          sorted.forEach((value, i) => {
            if (value === 0) expect(positions[i]).toBe(0.5);
          });
        }
      }),
      { seed: 7 },
    );
  });
});

test('widestScale holds all of its scales', () => {
  const sequential = (min: number, max: number) => ({ kind: 'sequential', min, max }) as const;
  expect(widestScale([sequential(0, 2), sequential(-1, 1)])).toEqual(sequential(-1, 2));
  expect(widestScale([sequential(0, 2), { kind: 'diverging', limit: 1 }])).toEqual({ kind: 'diverging', limit: 2 });
  expect(widestScale([sequential(-3, 2), { kind: 'diverging', limit: 1 }])).toEqual({ kind: 'diverging', limit: 3 });
});

describe('a map that is nowhere near 0', () => {
  test('goes from its lowest value, as it would be of one colour otherwise', () => {
    expect(chooseScale(f32(0.75, 1, 0.875)).scale).toEqual({ kind: 'sequential', min: 0.75, max: 1 });
    expect(chooseScale(f32(0.5, 1)).scale).toEqual({ kind: 'sequential', min: 0, max: 1 });
  });

  test('that is the same everywhere keeps 0', () => {
    expect(chooseScale(f32(3, 3)).scale).toEqual({ kind: 'sequential', min: 0, max: 3 });
  });

  test('keeps 0 in the middle of a diverging scale', () => {
    expect(chooseScale(f32(8, 9), { kind: 'diverging' }).scale).toEqual({ kind: 'diverging', limit: 9 });
  });
});
