import { GatherV2, gather, reshape, transpose, util } from '@tensorflow/tfjs-core';
import type { GatherV2Attrs } from '@tensorflow/tfjs-core';
import { inBatches } from '../gradients/gather.js';
import type { Correction } from './correction.js';

/** The kernel of wasm takes the elements of the first batch for all of them: here they are rows of one. */
export const gatherInBatches: Correction = {
  kernelName: GatherV2,
  compute({ x, indices }, attributes: GatherV2Attrs, theirs) {
    const { batchDims } = attributes;
    if (batchDims === 0) return theirs({ x: x!, indices: indices! }, attributes);
    const { shape } = x!;
    const [axis] = util.parseAxisParam(attributes.axis, shape) as [number];
    const batches = util.sizeFromShape(shape.slice(0, batchDims));
    const outer = util.sizeFromShape(shape.slice(batchDims, axis));
    const inner = util.sizeFromShape(shape.slice(axis + 1));
    const count = shape[axis]!;
    const rows = transpose(reshape(x!, [batches, outer, count, inner]), [0, 2, 1, 3]);
    const which = reshape(inBatches(indices!, batches, count), [indices!.size]);
    const taken = gather(reshape(rows, [batches * count, outer, inner]), which as never);
    const inOrder = transpose(reshape(taken, [batches, which.size / batches, outer, inner]), [0, 2, 1, 3]);
    return reshape(inOrder, [...shape.slice(0, axis), ...indices!.shape.slice(batchDims), ...shape.slice(axis + 1)]);
  },
};

/** The native kernel takes no axis counted from the last. */
export const gatherFromEnd: Correction = {
  kernelName: GatherV2,
  compute(inputs, attributes: GatherV2Attrs, theirs) {
    const [axis] = util.parseAxisParam(attributes.axis, inputs['x']!.shape);
    return theirs(inputs, { ...attributes, axis });
  },
};
