import { describe, expect, test } from 'vitest';
import type { Layer, LayerKind } from '../../src/model.js';
import type { GridAxes } from '../../src/network/token-grid.js';
import { tokenGrid, traceGrids } from '../../src/network/token-grid.js';
import type { Random } from '../../src/random.js';
import { createRandom } from '../../src/random.js';
import { sizeOf } from '../../src/tensor.js';
import { sketch } from './sketch.js';
import type { SketchedLayer } from './sketch.js';

/** Each element says at which position of the map it is; -1 for what was joined on. */
interface Labels {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const strides = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
const indexIn = (shape: readonly number[], flat: number): number[] =>
  strides(shape).map((stride, axis) => Math.floor(flat / stride) % shape[axis]!);

/** A tensor of the given shape, from what stands at each index. */
function filled(shape: readonly number[], at: (index: readonly number[]) => number): Labels {
  return { shape, data: Array.from({ length: sizeOf(shape) }, (_, flat) => at(indexIn(shape, flat))) };
}

function get({ shape, data }: Labels, index: readonly number[]): number {
  return data[strides(shape).reduce((sum, stride, axis) => sum + stride * index[axis]!, 0)]!;
}

const transposed = (x: Labels, permutation: readonly number[]): Labels =>
  filled(
    permutation.map((axis) => x.shape[axis]!),
    (index) =>
      get(
        x,
        x.shape.map((_, axis) => index[permutation.indexOf(axis)]!),
      ),
  );

/** `before` and `behind` more tokens on an axis; fewer where negative. */
function padded(x: Labels, axis: number, before: number, behind: number): Labels {
  const side = x.shape[axis]! + before + behind;
  return filled(x.shape.with(axis, side), (index) => {
    const at = index[axis]! - before;
    return at < 0 || at >= x.shape[axis]! ? -1 : get(x, index.with(axis, at));
  });
}

/** Whether the axes say of every element of the map where in it that is. What was joined on can be anywhere. */
function right(labels: Labels, { axis, height, width, tokens }: GridAxes): boolean {
  if (labels.shape[axis] !== (tokens ? tokens.count : height)) return false;
  return labels.data.every((label, flat) => {
    const index = indexIn(labels.shape, flat);
    const position = tokens ? index[axis]! - tokens.skip : index[axis]! * width + index[axis + 1]!;
    return label === -1 || label === position;
  });
}

/** A random operation: the layer that it is, and where the elements go. */
function moved(x: Labels, random: Random): { kind: LayerKind; more: Partial<Layer>; labels: Labels } {
  const axis = random.integer(x.shape.length);
  const side = x.shape[axis]!;
  const choice = random.integer(4);
  if (choice === 0) {
    const permutation = random.shuffle(x.shape.map((_, i) => i));
    return { kind: 'shape', more: { permutation }, labels: transposed(x, permutation) };
  }
  if (choice === 1) {
    // One axis becomes two, or two become one.
    const factor = 1 + random.integer(side);
    const parted = [...x.shape.slice(0, axis), factor, side / factor, ...x.shape.slice(axis + 1)];
    const merged = [...x.shape.slice(0, axis), side * (x.shape[axis + 1] ?? 1), ...x.shape.slice(axis + 2)];
    return { kind: 'shape', more: {}, labels: { ...x, shape: side % factor === 0 ? parted : merged } };
  }
  const [before, behind] = [random.integer(3), random.integer(2)];
  const sign = choice === 2 || side <= before + behind ? 1 : -1;
  return {
    kind: sign > 0 ? 'concat' : 'other',
    more: { placement: { axis, starts: [sign * before] } },
    labels: padded(x, axis, sign * before, sign * behind),
  };
}

test('on random ways from a map through reshapes, transpositions, joined and removed tokens: where the elements went', () => {
  let traced = 0;
  let lost = 0;
  for (let seed = 0; seed < 400; seed++) {
    const random = createRandom(seed);
    const [channels, height, width] = [1 + random.integer(4), 1 + random.integer(3), 2 + random.integer(3)] as const;
    const layers: SketchedLayer[] = [['0', 'convolution', [], [channels, height, width]]];
    const labels = [filled([1, channels, height, width], ([, , y, x]) => y! * width + x!)];
    for (let step = 1; step < 8; step++) {
      const next = moved(labels[step - 1]!, random);
      const more = { ...next.more, layout: null, shape: next.labels.shape };
      layers.push([String(step), next.kind, [String(step - 1)], [], more]);
      labels.push(next.labels);
    }
    const grids = traceGrids(sketch(...layers).layers);
    for (const [step, there] of labels.entries()) {
      const grid = grids.get(String(step));
      if (grid) traced++;
      else lost++;
      if (grid) expect(right(there, grid), `seed ${seed}, step ${step}`).toBe(true);
    }
  }
  // Most of these ways are no sensible network's; still both happen, and often.
  expect(traced).toBeGreaterThan(800);
  expect(lost).toBeGreaterThan(400);
});

describe('of known operations', () => {
  const tokens: SketchedLayer[] = [
    ['map', 'convolution', [], [8, 2, 3]],
    ['flat', 'shape', ['map'], [8, 6]],
    ['tokens', 'shape', ['flat'], [6, 8], { permutation: [0, 2, 1] }],
  ];
  const gridsOf = (...layers: SketchedLayer[]): ReadonlyMap<string, GridAxes> =>
    traceGrids(sketch(...tokens, ...layers).layers);
  const grid = { height: 2, width: 3, axis: 1, tokens: { count: 6, skip: 0 } };

  test('queries keep their positions, keys and values do not', () => {
    const heads = { layout: null };
    const grids = gridsOf(
      ['q', 'dense', ['tokens'], [6, 8]],
      ['k', 'shape', ['tokens'], [8, 6], { permutation: [0, 2, 1] }],
      ['qHeads', 'shape', ['q'], [6, 2, 4], heads],
      ['qByHead', 'shape', ['qHeads'], [2, 6, 4], { ...heads, permutation: [0, 2, 1, 3] }],
      ['kHeads', 'shape', ['k'], [2, 4, 6], heads],
      ['scores', 'dense', ['qByHead', 'kHeads'], [2, 6, 6], heads],
      ['weights', 'softmax', ['scores'], [2, 6, 6], heads],
      ['fromConstants', 'dense', ['kHeads'], [2, 6, 6], heads],
    );
    expect(grids.get('q')).toEqual(grid);
    for (const name of ['qByHead', 'scores', 'weights']) expect(grids.get(name), name).toEqual({ ...grid, axis: 2 });
    expect(grids.has('fromConstants')).toBe(false);
  });

  test('64 tokens of 64 channels: axes are followed, sizes do not tell', () => {
    const { layers } = sketch(
      ['map', 'convolution', [], [64, 8, 8]],
      ['flat', 'shape', ['map'], [64, 64]],
      ['tokens', 'shape', ['flat'], [64, 64], { permutation: [0, 2, 1] }],
      ['sum', 'add', ['tokens', 'tokens'], [64, 64]],
    );
    const grids = traceGrids(layers);
    expect(grids.get('flat')?.axis).toBe(2);
    expect(grids.get('sum')?.axis).toBe(1);
    expect(tokenGrid(layers[1]!, grids.get('flat'))).toBeNull();
    expect(tokenGrid(layers[3]!, grids.get('sum'))).toEqual({ kind: 'tokens', height: 8, width: 8, skip: 0 });
  });

  test('every other row and column, as attention that halves the map takes them', () => {
    const { layers } = sketch(
      ['map', 'convolution', [], [8, 4, 6]],
      ['flat', 'shape', ['map'], [8, 24]],
      ['tokens', 'shape', ['flat'], [24, 8], { permutation: [0, 2, 1] }],
      ['back', 'shape', ['tokens'], [4, 6, 8], { layout: null }],
      ['rows', 'other', ['back'], [2, 6, 8], { layout: null }],
      ['both', 'other', ['rows'], [2, 3, 8], { layout: null }],
      ['fewer', 'shape', ['both'], [6, 8]],
      ['mean', 'other', ['back'], [1, 1, 8], { layout: null }],
    );
    const grids = traceGrids(layers);
    expect(grids.get('fewer')).toEqual(grid);
    expect(grids.has('mean')).toBe(false);
  });

  test('rows joined to a free batch and parted again', () => {
    const grids = gridsOf(
      ['rows', 'shape', ['tokens'], [], { shape: [null, 8] }],
      ['norm', 'normalization', ['rows'], [], { shape: [null, 8] }],
      ['again', 'shape', ['norm'], [6, 8]],
    );
    expect(grids.get('again')).toEqual(grid);
  });

  test('a map stored channels-last', () => {
    const { layers } = sketch(
      ['map', 'normalization', [], [8, 2, 3], { layout: 'nhwc' }],
      ['tokens', 'shape', ['map'], [6, 8]],
    );
    expect(traceGrids(layers).get('tokens')).toEqual(grid);
  });

  test('the number of tokens alone says nothing', () => {
    const { layers } = sketch(['x', 'input', [], [16, 8]], ['y', 'dense', ['x'], [16, 8]]);
    expect(traceGrids(layers).size).toBe(0);
  });

  test('signals: a row of positions, channels first', () => {
    const { layers } = sketch(
      ['x', 'input', [], [2, 40]],
      ['conv', 'convolution', ['x'], [8, 20]],
      ['relu', 'activation', ['conv'], [8, 20]],
      ['tokens', 'shape', ['relu'], [20, 8], { permutation: [0, 2, 1] }],
    );
    const grids = traceGrids(layers);
    expect(tokenGrid(layers[2]!, grids.get('relu'))).toEqual({ kind: 'map', height: 1, width: 20 });
    expect(tokenGrid(layers[3]!, grids.get('tokens'))).toEqual({ kind: 'tokens', height: 1, width: 20, skip: 0 });
    expect(grids.has('x')).toBe(false);
  });
});
