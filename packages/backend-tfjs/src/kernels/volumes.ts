import { AvgPool3D, Conv3D, backend_util } from '@tensorflow/tfjs-core';
import type { AvgPool3DAttrs } from '@tensorflow/tfjs-core';
import type { Correction } from './correction.js';

type Sides = AvgPool3DAttrs['filterSize'];
type Volume = [number, number, number, number, number];

/** TensorFlow.js has 'same' padding wrong in three dimensions where the stride steps over elements, but for the native engine. */
export const volumes: readonly Correction[] = [AvgPool3D, Conv3D].map((kernelName) => ({
  kernelName,
  compute(inputs, attributes: AvgPool3DAttrs, theirs) {
    const { x, filter } = inputs;
    const window = (filter?.shape.slice(0, 3) as Sides | undefined) ?? attributes.filterSize;
    const info = backend_util.computePool3DInfo(x!.shape as Volume, window, attributes.strides, 1, attributes.pad);
    const { front, top, left, back, bottom, right } = info.padInfo;
    if ([front, top, left, back, bottom, right].every((border) => border >= 0)) return theirs(inputs, attributes);
    throw new Error(`its kernel ${kernelName} is wrong for strides beyond the window`);
  },
}));
