import { expect, test } from 'vitest';
import { mapGrid, toFeatureMap, withFeatureMap } from '../../src/network/feature-grid.js';
import { floatTensor } from '../../src/tensor.js';

const grid = { kind: 'tokens', height: 2, width: 3, skip: 1 } as const;
/** [2, 8, 2]: a class token, 2 x 3 positions, one more token. */
const tokens = floatTensor(
  Float32Array.from({ length: 2 * 8 * 2 }, (_, i) => i),
  [2, 8, 2],
);

test('tokens in reading order become positions', () => {
  const map = toFeatureMap(tokens, grid);
  expect(map).toMatchObject({ shape: [2, 2, 2, 3], layout: 'nchw' });
  // Row 1, channel 1: tokens 1 to 6 of that row.
  expect([...map.data.slice(18)]).toEqual([19, 21, 23, 25, 27, 29]);
});

test('back again, the other tokens stay', () => {
  const map = toFeatureMap(tokens, grid);
  expect(withFeatureMap(tokens, map, grid)).toEqual(tokens);
  const blank = withFeatureMap(tokens, { ...map, data: map.data.map(() => -1) }, grid);
  expect([...blank.data.slice(0, 4)]).toEqual([0, 1, -1, -1]);
  expect([...blank.data.slice(12, 18)]).toEqual([-1, -1, 14, 15, 16, 17]);
});

test('a map is itself', () => {
  const map = floatTensor(new Float32Array(12), [1, 2, 2, 3]);
  const spec = { name: 'a', dtype: 'float32', shape: [null, 2, 2, 3], layout: 'nchw' } as const;
  expect(mapGrid(spec)).toEqual({ kind: 'map', height: 2, width: 3 });
  expect(toFeatureMap(map, mapGrid(spec)!)).toBe(map);
  expect(withFeatureMap(map, map, mapGrid(spec)!)).toBe(map);
  expect(mapGrid({ ...spec, shape: [null, 2, null, 3] })).toBeNull();
  expect(mapGrid({ ...spec, layout: null })).toBeNull();
});

test('a signal is a map of height 1', () => {
  const signal = floatTensor(
    Float32Array.from({ length: 12 }, (_, i) => i),
    [2, 2, 3],
  );
  const row = { kind: 'map', height: 1, width: 3 } as const;
  expect(toFeatureMap(signal, row)).toEqual(floatTensor(signal.data, [2, 2, 1, 3]));
  expect(withFeatureMap(signal, toFeatureMap(signal, row), row)).toEqual(signal);
});

test('tokens that are too few are refused', () => {
  expect(() => toFeatureMap(tokens, { ...grid, height: 3 })).toThrow(
    "Expected tokens [N, 10 or more, C], but the feature layer's shape is [2, 8, 2].",
  );
});
