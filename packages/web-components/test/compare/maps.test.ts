import { chooseScale, floatTensor } from '@pellucid/core';
import type { DrawableMap } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { movedByKey, within } from '../../src/compare/divider-controller.js';
import { commonColoring } from '../../src/compare/common-coloring.js';
import { pairColoring } from '../../src/compare/pair-coloring.js';
import { valueAt } from '../../src/compare/value-at.js';
import { resultOf } from './result.js';

const drawable = (...values: number[]): DrawableMap => {
  const map = floatTensor(Float32Array.from(values), [1, values.length]);
  return { map, record: chooseScale(map.data) };
};
const none = { colormap: null, range: null };

describe('one scale for several maps', () => {
  it('holds the scales of all', () => {
    const { colormap, record } = commonColoring([drawable(0, 1), drawable(0, 3)], none);
    expect(record.scale).toEqual({ kind: 'sequential', min: 0, max: 3 });
    expect(colormap.name).toBe('inferno');
  });

  it('is diverging where one of them is, with the colours for it', () => {
    const { colormap, record } = commonColoring([drawable(0, 1), drawable(-4, 3)], none);
    expect(record.scale).toEqual({ kind: 'diverging', limit: 4 });
    expect(colormap.kind).toBe('diverging');
  });

  it('is the given one, and counts what lies beyond in all maps', () => {
    const { record } = commonColoring([drawable(0, 1, 2), drawable(-1, 1, 3)], { colormap: 'viridis', range: '0,1.5' });
    expect(record.scale).toEqual({ kind: 'sequential', min: 0, max: 1.5 });
    expect(record.clipped).toEqual({ below: 1, above: 2 });
  });

  it('is for two sides of one method; those of two have their own', () => {
    const side = (method: string, ...values: number[]) => ({ result: resultOf({ method, values }), error: null });
    const a = side('grad-cam', 0, 1, 2, 3);
    const same = pairColoring({ a, b: side('grad-cam', 0, 1, 2, 6) }, none);
    expect([same.isCommon, same.a]).toEqual([true, same.b]);
    const other = pairColoring({ a, b: side('hires-cam', 0, 1, 2, 6) }, none);
    expect([other.isCommon, other.a!.record.scale, other.b!.record.scale]).toEqual([
      false,
      { kind: 'sequential', min: 0, max: 3 },
      { kind: 'sequential', min: 0, max: 6 },
    ]);
    const missing = { result: null, error: null };
    expect(pairColoring({ a: missing, b: a }, none)).toMatchObject({ a: null, isCommon: false });
  });
});

describe('a divider', () => {
  it('moves by tenths, with Shift by hundredths, and stays within', () => {
    expect(movedByKey('ArrowRight', false, 0.5)).toBe(0.6);
    expect(movedByKey('ArrowDown', true, 0.5)).toBe(0.49);
    expect(movedByKey('ArrowLeft', false, 0.04)).toBe(0);
    expect(movedByKey('ArrowUp', false, 0.95)).toBe(1);
    expect(movedByKey('Home', false, 0.5)).toBe(0);
    expect(movedByKey('End', false, 0.5)).toBe(1);
    expect(movedByKey('Tab', false, 0.5)).toBeNull();
  });

  it('gathers no rounding', () => {
    const steps = Array.from({ length: 7 }).reduce<number>((at) => movedByKey('ArrowRight', false, at)!, 0);
    expect(steps).toBe(0.7);
  });

  it('is in the middle where its position is no number', () => {
    expect([NaN, -3, 7].map(within)).toEqual([0.5, 0, 1]);
  });
});

it('values of a coarser map are found at the middle of a cell', () => {
  const cells = floatTensor(new Float32Array(16), [4, 4]);
  const coarse = floatTensor(Float32Array.of(1, 2, 3, 4), [2, 2]);
  expect(valueAt(coarse, { x: 1, y: 1 }, cells)).toBe(1);
  expect(valueAt(coarse, { x: 2, y: 1 }, cells)).toBe(2);
  expect(valueAt(coarse, { x: 3, y: 3 }, cells)).toBe(4);
});
