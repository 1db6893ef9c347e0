import {
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropInput,
  FusedDepthwiseConv2D,
  getBackend,
  reshape,
  sum,
} from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { convolutionAxes, pairOf } from './convolution-attributes.js';
import type { ConvolutionAttributes } from './convolution-attributes.js';
import { gradient, impossible, runKernel } from './gradient.js';
import { paddedConvolution } from './padded-convolution.js';
import { spread } from './spread.js';
import { transposedFilter } from './transposed-filter.js';

/**
 * The gradient of a depthwise convolution at its input. On wasm, which has no kernel for it, and with dilations, for which
 * none has, it is a depthwise convolution of the cotangent, with zeros between its elements where there are strides, and
 * with the taps in reverse. (Convolving phases apart costs as much: the sums are few, moving the parts is what takes time.)
 */
function inputGradient(dy: Tensor, filter: Tensor, inputShape: number[], attributes: ConvolutionAttributes): Tensor {
  const axes = convolutionAxes(inputShape, filter, attributes, true);
  const isDilated = axes.some(({ dilation }) => dilation > 1);
  if (getBackend() !== 'wasm' && !isDilated) {
    const { strides, pad, dimRoundingMode } = attributes;
    const given = { strides, pad, dimRoundingMode, dilations: [1, 1], inputShape };
    return runKernel(DepthwiseConv2dNativeBackpropInput, { dy, filter }, given);
  }
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  const turned = transposedFilter(reshape(filter, [height, width, 1, channels * multiplier]));
  const borders = pairOf(axes, ({ input, output, kernel, stride, dilation, before }) => {
    return [(kernel - 1) * dilation - before, input + before - output * stride] as const;
  });
  const dilations = pairOf(axes, ({ dilation }) => dilation);
  const spaced = spread(dy, [1, ...pairOf(axes, ({ stride }) => stride)]);
  const each = paddedConvolution('depthwiseConv2d', spaced, turned, borders, dilations);
  if (multiplier === 1) return each;
  return sum(reshape(each, [...inputShape, multiplier]), -1);
}

export const depthwiseConvolution = gradient(
  DepthwiseConv2dNative,
  { inputs: ['x', 'filter'] },
  ([dy], [x, filter], attributes: ConvolutionAttributes) => ({
    x: () => inputGradient(dy!, filter!, x!.shape, attributes),
    filter: impossible(DepthwiseConv2dNative, 'filter'),
  }),
);

/** Without an activation: TensorFlow.js takes others apart when it differentiates. */
export const fusedDepthwiseConvolution = gradient(
  FusedDepthwiseConv2D,
  { inputs: ['x', 'filter'] },
  ([dy], [x, filter], attributes: ConvolutionAttributes) => ({
    x: () => inputGradient(dy!, filter!, x!.shape, attributes),
    filter: impossible(FusedDepthwiseConv2D, 'filter'),
    bias: () => sum(dy!, [0, 1, 2]),
  }),
);
