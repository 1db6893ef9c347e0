import { conv2d, depthwiseConv2d, getBackend } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { padOrCrop } from './spread.js';

type Border = readonly [before: number, after: number];

const convolutions = { conv2d, depthwiseConv2d };

/** A convolution of stride 1 after zeros are added at the borders, or elements taken away where a number is negative. */
export function paddedConvolution(
  kind: keyof typeof convolutions,
  x: Tensor,
  filter: Tensor4D,
  [rows, columns]: readonly [Border, Border],
  dilations: [number, number] = [1, 1],
): Tensor4D {
  const convolve = convolutions[kind];
  const isKnown = getBackend() !== 'tensorflow' && [...rows, ...columns].every((border) => border >= 0);
  if (isKnown) {
    const pad = [[0, 0], [...rows], [...columns], [0, 0]] as Parameters<typeof conv2d>[3];
    return convolve(x as Tensor4D, filter, 1, pad, 'NHWC', dilations);
  }
  // The native engine takes no numbers, and none takes negative ones.
  const bordered = padOrCrop(x, [[0, 0], rows, columns, [0, 0]]) as Tensor4D;
  return convolve(bordered, filter, 1, 'valid', 'NHWC', dilations);
}
