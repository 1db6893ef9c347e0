import type { Layer } from '../model.js';
import { sizeOf } from '../tensor.js';
import type { FeatureGrid } from './feature-grid.js';
import { mapGrid } from './feature-grid.js';

/** Which axes of a tensor, as the file stores it, hold the positions of a feature map. */
export interface GridAxes {
  readonly height: number;
  readonly width: number;
  /** The axis of the tokens, or the first of two: height, then width. */
  readonly axis: number;
  /** Tokens on the axis, and how many of them stand before the positions; `null` where two axes hold the positions. */
  readonly tokens: { readonly count: number; readonly skip: number } | null;
}

/**
 * Follows the positions of feature maps [N, C, h, w] (and [N, C, T], as maps of height 1) through all that keeps them
 * apart: flattened to tokens, transposed, with class and register tokens joined on, through dense layers, normalization and
 * the queries of attention. Height and width are always those of a map that was flattened, never guessed from a number of
 * tokens.
 *
 * @param layers in topological order
 * @returns by name; tensors whose positions are not known are left out
 */
export function traceGrids(layers: readonly Layer[]): ReadonlyMap<string, GridAxes> {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const grids = new Map<string, GridAxes>();
  for (const layer of layers) {
    const grid = ofMap(layer) ?? ofInputs(layer) ?? ofSignal(layer);
    if (grid) grids.set(layer.name, grid);
  }
  return grids;

  function ofInputs(layer: Layer): GridAxes | null {
    for (const [index, name] of layer.inputs.entries()) {
      const grid = grids.get(name);
      const followed = grid ? followGrid(layer, index, byName.get(name)!, grid) : null;
      if (followed) return followed;
    }
    return null;
  }
}

/** How a tensor [N, T, C] holds a feature map, or [N, C, T] that of a signal; null for any other. */
export function tokenGrid({ shape }: Layer, grid: GridAxes | undefined): FeatureGrid | null {
  if (!grid?.tokens || shape.length !== 3) return null;
  const { height, width, axis, tokens } = grid;
  if (axis === 1) return { kind: 'tokens', height, width, skip: tokens.skip };
  return axis === 2 && height === 1 && width === tokens.count ? { kind: 'map', height, width } : null;
}

function ofMap(layer: Layer): GridAxes | null {
  const map = mapGrid(layer);
  return map && { height: map.height, width: map.width, axis: layer.layout === 'nhwc' ? 1 : 2, tokens: null };
}

/** What convolutions and pools make of a signal [N, C, T]: positions in one row. */
function ofSignal({ kind, shape }: Layer): GridAxes | null {
  const [, , width] = shape;
  if (shape.length !== 3 || !width || (kind !== 'convolution' && kind !== 'pool')) return null;
  return { height: 1, width, axis: 2, tokens: { count: width, skip: 0 } };
}

/**
 * The positions of input `index` in the layer's result, where the layer computes what it gives at a position from the
 * same position of that input alone (as far as this input goes); else null.
 */
export function followGrid(layer: Layer, index: number, input: Layer, grid: GridAxes): GridAxes | null {
  const before = storedShape(input);
  const after = storedShape(layer);
  const last = grid.axis === before.length - 1;
  switch (layer.kind) {
    case 'shape':
      return layer.permutation ? permuted(grid, layer.permutation) : reshaped(grid, before, after);
    case 'activation':
    case 'sigmoid':
    case 'add':
    case 'multiply':
      return aligned(grid, before, after);
    // Over the last axis, or of the channels on it.
    case 'batch-normalization':
    case 'normalization':
    case 'softmax':
      return last ? null : aligned(grid, before, after);
    // A product of matrices keeps the rows of its first factor apart.
    case 'dense':
      return last || index > 0 ? null : aligned(grid, before, after);
    case 'convolution':
      return layer.pointwise ? aligned(grid, before, after) : null;
    case 'concat':
      return joined(grid, layer, index, before, after);
    case 'other':
      if (layer.inputs.length > 1) return null;
      return joined(grid, layer, index, before, after) ?? (layer.placement ? null : sampled(grid, before, after));
    default:
      return null;
  }
}

/** Sides per row, in the order of the file: a free one (the batch) counts as 1. */
function storedShape({ shape, layout }: Layer): readonly number[] {
  const sides = shape.map((side) => side ?? 1);
  return layout === 'nhwc' ? [0, 2, 3, 1].map((axis) => sides[axis]!) : sides;
}

function permuted(grid: GridAxes, permutation: readonly number[]): GridAxes | null {
  const axis = permutation.indexOf(grid.axis);
  if (!grid.tokens && permutation[axis + 1] !== grid.axis + 1) return null;
  return { ...grid, axis };
}

/** The axes that hold the same elements in the same order. */
function reshaped(grid: GridAxes, before: readonly number[], after: readonly number[]): GridAxes | null {
  const { height, width, tokens } = grid;
  const start = sizeOf(before.slice(0, grid.axis));
  const behind = sizeOf(before.slice(grid.axis + (tokens ? 1 : 2)));
  const whole = tokens === null || tokens.count === height * width;
  const count = tokens?.count ?? height * width;
  for (let axis = 0; axis < after.length; axis++) {
    if (sizeOf(after.slice(0, axis)) !== start) continue;
    const rest = sizeOf(after.slice(axis + 1));
    if (after[axis] === count && rest === behind) return { ...grid, axis, tokens: tokens ?? { count, skip: 0 } };
    if (whole && after[axis] === height && after[axis + 1] === width && rest === width * behind)
      return { ...grid, axis, tokens: null };
  }
  // Joined to a free batch, for an operation that knows rows only; the next reshape parts them.
  if (tokens && start === 1 && after[0] === 1 && sizeOf(after) === behind) return { ...grid, axis: 0 };
  return null;
}

/** Axes are counted from the last, as broadcasting does. */
function aligned(grid: GridAxes, before: readonly number[], after: readonly number[]): GridAxes | null {
  const axis = grid.axis + after.length - before.length;
  const length = grid.tokens ? 1 : 2;
  for (let i = 0; i < length; i++) if (after[axis + i] !== before[grid.axis + i]) return null;
  return { ...grid, axis };
}

/** Tokens with others before or behind them, or without these again. */
function joined(
  grid: GridAxes,
  { placement }: Layer,
  index: number,
  before: readonly number[],
  after: readonly number[],
): GridAxes | null {
  if (!grid.tokens || placement?.axis !== grid.axis) return aligned(grid, before, after);
  if (after.length !== before.length) return null;
  const count = after[grid.axis]!;
  const skip = grid.tokens.skip + placement.starts[index]!;
  if (skip < 0 || skip + grid.height * grid.width > count) return null;
  return { ...grid, tokens: { count, skip } };
}

/** A map of which only every other row or column is left; one that is cropped has a placement. */
function sampled(grid: GridAxes, before: readonly number[], after: readonly number[]): GridAxes | null {
  if (grid.tokens || after.length !== before.length) return null;
  const height = after[grid.axis]!;
  const width = after[grid.axis + 1]!;
  return height > 1 && width > 1 && height <= grid.height && width <= grid.width ? { ...grid, height, width } : null;
}
