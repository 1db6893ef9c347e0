import {
  AvgPool,
  AvgPool3D,
  AvgPool3DGrad,
  AvgPoolGrad,
  backend_util,
  getBackend,
  mul,
  tensor,
} from '@tensorflow/tfjs-core';
import type { AvgPool3DAttrs, AvgPoolAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient, runKernel } from './gradient.js';

interface PoolAxis {
  readonly input: number;
  readonly output: number;
  readonly window: number;
  readonly stride: number;
  readonly before: number;
}

/**
 * The cotangent of a mean goes to the cells of its window in equal parts. A window over the border has fewer cells; all
 * engines but the native one divide by those of a whole window.
 */
function correctedForBorders(dy: Tensor, axes: readonly PoolAxis[]): Tensor {
  if (getBackend() === 'tensorflow') return dy;
  return axes.reduce((scaled, { input, output, window, stride, before }, i) => {
    const factors = Array.from({ length: output }, (_, to) => {
      const from = to * stride - before;
      return window / (Math.min(input, from + window) - Math.max(0, from));
    });
    if (factors.every((factor) => factor === 1)) return scaled;
    const shape = dy.shape.map((_, axis) => (axis === i + 1 ? output : 1));
    return mul(scaled, tensor(factors, shape));
  }, dy);
}

/** The two axes that pools of maps and of volumes have in common. */
function pictureAxes(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): PoolAxis[] {
  return [
    {
      input: info.inHeight,
      output: info.outHeight,
      window: info.filterHeight,
      stride: info.strideHeight,
      before: info.padInfo.top,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      window: info.filterWidth,
      stride: info.strideWidth,
      before: info.padInfo.left,
    },
  ];
}

export const averagePool = gradient(AvgPool, { inputs: ['x'] }, ([dy], [x], attributes: AvgPoolAttrs) => ({
  x: () => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const shape = x!.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const scaled = correctedForBorders(dy!, pictureAxes(info));
    return runKernel(AvgPoolGrad, { dy: scaled, input: x! }, { filterSize, strides, pad });
  },
}));

export const averagePool3d = gradient(AvgPool3D, { inputs: ['x'] }, ([dy], [x], attributes: AvgPool3DAttrs) => ({
  x: () => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const shape = x!.shape as [number, number, number, number, number];
    const info = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const scaled = correctedForBorders(dy!, [
      {
        input: info.inDepth,
        output: info.outDepth,
        window: info.filterDepth,
        stride: info.strideDepth,
        before: info.padInfo.front,
      },
      ...pictureAxes(info),
    ]);
    return runKernel(AvgPool3DGrad, { dy: scaled, input: x! }, { filterSize, strides, pad, dimRoundingMode });
  },
}));
