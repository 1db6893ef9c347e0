import {
  GatherNd,
  GatherV2,
  ScatterNd,
  TensorScatterUpdate,
  TopK,
  add,
  cast,
  gatherND,
  range,
  reshape,
  scatterND,
  tensorScatterUpdate,
  transpose,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import type { GatherV2Attrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Adds rows to zeros: row i of `rows` [n, length] to row `indices`[i] of the result [count, length]. */
function addRows(rows: Tensor, indices: Tensor, count: number): Tensor {
  return scatterND(reshape(indices, [indices.size, 1]), rows, [count, rows.shape[1]!]);
}

/** Rows of several batches, each with `count` of its own, as rows of one. */
export function inBatches(indices: Tensor, batches: number, count: number): Tensor {
  const first = reshape(range(0, batches * count, count, 'int32'), [batches, 1]);
  return add(cast(reshape(indices, [batches, indices.size / batches]), 'int32'), first);
}

/** The cotangents of all copies of an element are added. */
export const gather = gradient(
  GatherV2,
  { inputs: ['x', 'indices'] },
  ([dy], [x, indices], attributes: GatherV2Attrs) => ({
    x: () => {
      const { shape } = x!;
      const [axis] = util.parseAxisParam(attributes.axis, shape) as [number];
      const batches = sizeOf(shape.slice(0, attributes.batchDims));
      const outer = sizeOf(shape.slice(attributes.batchDims, axis));
      const inner = sizeOf(shape.slice(axis + 1));
      const count = shape[axis]!;
      const taken = indices!.size / batches;
      const rows = transpose(reshape(dy!, [batches, outer, taken, inner]), [0, 2, 1, 3]);
      const sums = addRows(
        reshape(rows, [batches * taken, outer * inner]),
        inBatches(indices!, batches, count),
        batches * count,
      );
      return reshape(transpose(reshape(sums, [batches, count, outer, inner]), [0, 2, 1, 3]), shape);
    },
    indices: () => zeros(indices!.shape),
  }),
);

export const gatherNd = gradient(GatherNd, { inputs: ['params', 'indices'] }, ([dy], [params, indices]) => ({
  params: () => scatterND(indices!, dy!, params!.shape),
  indices: () => zeros(indices!.shape),
}));

export const scatterNd = gradient(ScatterNd, { inputs: ['indices'] }, ([dy], [indices]) => ({
  updates: () => gatherND(dy!, indices!),
  indices: () => zeros(indices!.shape),
}));

export const tensorScatter = gradient(
  TensorScatterUpdate,
  { inputs: ['indices', 'updates'] },
  ([dy], [indices, updates]) => ({
    tensor: () => tensorScatterUpdate(dy!, indices!, zeros(updates!.shape)),
    updates: () => gatherND(dy!, indices!),
    indices: () => zeros(indices!.shape),
  }),
);

/** The largest of each row take their cotangents. */
export const topK = gradient(TopK, { inputs: ['x'], outputs: [false, true] }, ([dy], [x, indices]) => ({
  x: () => {
    const length = x!.shape.at(-1)!;
    const rows = x!.size / length;
    const values = reshape(dy!, [dy!.size, 1]);
    return reshape(addRows(values, inBatches(indices!, rows, length), x!.size), x!.shape);
  },
}));
