import { TensorScatterUpdate, tensor as makeTensor, util } from '@tensorflow/tfjs-core';
import type { Correction } from './correction.js';

/** The kernel of cpu puts zeros where nothing is overwritten. */
export const tensorScatter: Correction = {
  kernelName: TensorScatterUpdate,
  compute({ tensor, indices, updates }) {
    const { shape, dtype } = tensor!;
    const depth = indices!.shape.at(-1)!;
    const length = util.sizeFromShape(shape.slice(depth));
    const strides = shape.slice(0, depth).map((_, axis) => util.sizeFromShape(shape.slice(axis + 1)));
    const values = tensor!.dataSync().slice();
    const [at, put] = [indices!.dataSync(), updates!.dataSync()];
    for (let row = 0; row * depth < at.length; row++) {
      const start = strides.reduce((offset, stride, axis) => offset + stride * at[row * depth + axis]!, 0);
      values.set(put.subarray(row * length, (row + 1) * length), start);
    }
    return makeTensor(values, shape, dtype);
  },
};
