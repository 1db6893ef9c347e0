import { MaxPool3D, backend_util, reshape } from '@tensorflow/tfjs-core';
import type { MaxPool3DAttrs } from '@tensorflow/tfjs-core';
import { separatePools } from '../gradients/separate-pools.js';
import type { Correction } from './correction.js';

/**
 * The kernel of wasm looks for the maximum from the smallest positive number on; that and the one of cpu are wrong for
 * 'same' padding where the stride steps over elements. Here as two pools of maps, which they have right.
 */
export const maxPool3d: Correction = {
  kernelName: MaxPool3D,
  compute({ x }, attributes: MaxPool3DAttrs) {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const shape = x!.shape as [number, number, number, number, number];
    const { outShape } = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const [, depths] = separatePools(x!, attributes);
    return reshape(depths.output, outShape);
  },
};
