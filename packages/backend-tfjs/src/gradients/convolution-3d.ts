import {
  Conv3D,
  Conv3DBackpropInputV2,
  backend_util,
  conv3d,
  getBackend,
  reverse,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Conv3DAttrs, Tensor5D } from '@tensorflow/tfjs-core';
import { gradient, impossible, runKernel } from './gradient.js';
import { padOrCrop, spread } from './spread.js';

/**
 * The kernel of wasm is wrong: there, and with dilations, the gradient is a convolution of the cotangent, with zeros between
 * its elements where there are strides, and with the taps in reverse.
 */
export const convolution3d = gradient(
  Conv3D,
  { inputs: ['x', 'filter'] },
  ([dy], [x, filter], attributes: Conv3DAttrs) => ({
    x: () => {
      const { strides, pad, dilations } = attributes;
      const info = backend_util.computeConv3DInfo(
        x!.shape as [number, number, number, number, number],
        filter!.shape as [number, number, number, number, number],
        strides,
        dilations,
        pad,
      );
      const steps = [info.strideDepth, info.strideHeight, info.strideWidth];
      const dilation = [info.dilationDepth, info.dilationHeight, info.dilationWidth] as [number, number, number];
      if (getBackend() !== 'wasm' && dilation.every((step) => step === 1)) {
        return runKernel(Conv3DBackpropInputV2, { dy: dy!, filter: filter! }, { strides, pad, inputShape: x!.shape });
      }
      const before = [info.padInfo.front, info.padInfo.top, info.padInfo.left];
      const borders = [0, 1, 2].map((axis) => {
        const first = (filter!.shape[axis]! - 1) * dilation[axis]! - before[axis]!;
        const last = x!.shape[axis + 1]! + before[axis]! - dy!.shape[axis + 1]! * steps[axis]!;
        return [first, last] as const;
      });
      const spaced = padOrCrop(spread(dy!, [1, ...steps]), [[0, 0], ...borders, [0, 0]]);
      const turned = transpose(reverse(filter!, [0, 1, 2]), [0, 1, 2, 4, 3]);
      return conv3d(spaced as Tensor5D, turned as Tensor5D, 1, 'valid', 'NDHWC', dilation);
    },
    filter: impossible(Conv3D, 'filter'),
  }),
);
