import {
  Conv2D,
  Conv2DBackpropInput,
  FusedConv2D,
  conv2d,
  getBackend,
  reshape,
  slice,
  sum,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { convolutionAxes, pairOf } from './convolution-attributes.js';
import type { ConvolutionAttributes, ConvolutionAxis } from './convolution-attributes.js';
import { gradient, runKernel } from './gradient.js';
import { paddedConvolution } from './padded-convolution.js';
import { padOrCrop, spread } from './spread.js';
import { phaseFilter, transposedFilter } from './transposed-filter.js';

type Axes = [ConvolutionAxis, ConvolutionAxis];

const toNhwc = (tensor: Tensor): Tensor => transpose(tensor, [0, 2, 3, 1]);
const toNchw = (tensor: Tensor): Tensor => transpose(tensor, [0, 3, 1, 2]);

function asNhwc(attributes: ConvolutionAttributes): ConvolutionAttributes {
  const { pad } = attributes;
  const moved = typeof pad === 'object' ? ([pad[0], pad[2], pad[3], pad[1]] as typeof pad) : pad;
  return { ...attributes, pad: moved, dataFormat: 'NHWC' };
}

/**
 * The gradient of a convolution at its input. On wasm it is written as forward convolutions, which take a tenth of the time
 * of the kernel that TensorFlow.js has; elsewhere only where the kernel does not do: with dilations.
 */
function inputGradient(dy: Tensor, filter: Tensor, inputShape: number[], attributes: ConvolutionAttributes): Tensor {
  if (attributes.dataFormat === 'NCHW') {
    const [size, channels, ...sides] = inputShape as [number, number, number, number];
    return toNchw(inputGradient(toNhwc(dy), filter, [size, ...sides, channels], asNhwc(attributes)));
  }
  const axes = convolutionAxes(inputShape, filter, attributes, false);
  const isDilated = axes.some(({ dilation }) => dilation > 1);
  if (getBackend() !== 'wasm' && !isDilated) {
    const { strides, pad, dimRoundingMode } = attributes;
    const given = { strides, pad, dimRoundingMode, dataFormat: 'NHWC', inputShape };
    return runKernel(Conv2DBackpropInput, { dy, filter }, given);
  }
  if (axes.every(({ stride }) => stride === 1)) return throughTransposedFilter(dy, filter, axes);
  if (axes.every(({ kernel }) => kernel === 1)) return throughOnePixel(dy, filter, axes);
  return byPhases(dy, filter, axes);
}

/** dx[i] = sum_k dy[i + before - k dilation] f[k]: a convolution with the taps in reverse. */
function throughTransposedFilter(dy: Tensor, filter: Tensor, axes: Axes): Tensor {
  const borders = pairOf(axes, ({ input, output, kernel, dilation, before }) => {
    return [(kernel - 1) * dilation - before, input + before - output] as const;
  });
  const dilations = pairOf(axes, ({ dilation }) => dilation);
  return paddedConvolution('conv2d', dy, transposedFilter(filter), borders, dilations);
}

/** A kernel of one pixel: what comes back is spread over the pixels that were looked at. */
function throughOnePixel(dy: Tensor, filter: Tensor, axes: Axes): Tensor {
  const looked = conv2d(dy as Tensor4D, transposedFilter(filter), 1, 'valid');
  const [rows, columns] = pairOf(axes, ({ input, output, stride, before }) => {
    return [-before, before + input - output * stride] as const;
  });
  const strides = pairOf(axes, ({ stride }) => stride);
  return padOrCrop(spread(looked, [1, ...strides]), [[0, 0], rows, columns, [0, 0]]);
}

/**
 * Strides s: with i + before = s q + r, dx[i] = sum_m dy[q - m] f[s m + r]. One convolution computes all phases r as
 * channels; they are put side by side.
 */
function byPhases(dy: Tensor, filter: Tensor, axes: Axes): Tensor {
  const [s, t] = pairOf(axes, ({ stride }) => stride);
  const counts = pairOf(axes, ({ input, stride, before }) => Math.ceil((before + input) / stride));
  const [rows, columns] = counts;
  const borders = pairOf(axes, ({ input, output, kernel, stride, before }) => {
    return [Math.ceil(kernel / stride) - 1, Math.ceil((before + input) / stride) - output] as const;
  });
  const phases = paddedConvolution('conv2d', dy, phaseFilter(filter, [s, t]), borders);
  const [size = 1] = dy.shape;
  const channels = filter.shape[2]!;
  const apart = reshape(phases, [size * rows, columns, s, t * channels]);
  const together = reshape(transpose(apart, [0, 2, 1, 3]), [size, rows * s, columns * t, channels]);
  const [top, left] = pairOf(axes, ({ before }) => before);
  const [height, width] = pairOf(axes, ({ input }) => input);
  return slice(together, [0, top, left, 0], [size, height, width, channels]);
}

/**
 * df[k] = sum_o x[o stride + k dilation - before] dy[o], over all pictures: a convolution of x with dy, in which pictures
 * are channels, and strides and dilations change places.
 */
function filterGradient(dy: Tensor, x: Tensor, filter: Tensor, attributes: ConvolutionAttributes): Tensor {
  if (attributes.dataFormat === 'NCHW') return filterGradient(toNhwc(dy), toNhwc(x), filter, asNhwc(attributes));
  const axes = convolutionAxes(x.shape, filter, attributes, false);
  const [rows, columns] = pairOf(axes, ({ input, output, kernel, stride, dilation, before }) => {
    return [before, (kernel - 1) * dilation + (output - 1) * stride + 1 - before - input] as const;
  });
  const pictures = padOrCrop(transpose(x, [3, 1, 2, 0]), [[0, 0], rows, columns, [0, 0]]) as Tensor4D;
  const taps = transpose(dy, [1, 2, 0, 3]) as Tensor4D;
  const strides = pairOf(axes, ({ dilation }) => dilation);
  const dilations = pairOf(axes, ({ stride }) => stride);
  return transpose(conv2d(pictures, taps, strides, 'valid', 'NHWC', dilations), [1, 2, 0, 3]);
}

export const convolution = gradient(
  Conv2D,
  { inputs: ['x', 'filter'] },
  ([dy], [x, filter], attributes: ConvolutionAttributes) => ({
    x: () => inputGradient(dy!, filter!, x!.shape, attributes),
    filter: () => filterGradient(dy!, x!, filter!, attributes),
  }),
);

/** Without an activation: TensorFlow.js takes others apart when it differentiates. */
export const fusedConvolution = gradient(
  FusedConv2D,
  { inputs: ['x', 'filter'] },
  ([dy], [x, filter], attributes: ConvolutionAttributes) => ({
    x: () => inputGradient(dy!, filter!, x!.shape, attributes),
    filter: () => filterGradient(dy!, x!, filter!, attributes),
    bias: () => sum(dy!, attributes.dataFormat === 'NCHW' ? [0, 2, 3] : [0, 1, 2]),
  }),
);
