import { Conv2D, DepthwiseConv2dNative, FusedConv2D, FusedDepthwiseConv2D, pad } from '@tensorflow/tfjs-core';
import { convolutionAxes } from '../gradients/convolution-attributes.js';
import type { ConvolutionAttributes, ConvolutionAxis } from '../gradients/convolution-attributes.js';
import type { Correction } from './correction.js';

/**
 * The kernels of wasm are wrong for 'same' padding where the stride steps over elements along one axis, which then has no
 * padding, and the other has some. Zeros are put around here.
 */
export const unevenConvolutions: readonly Correction[] = [
  Conv2D,
  FusedConv2D,
  DepthwiseConv2dNative,
  FusedDepthwiseConv2D,
].map((kernelName) => ({
  kernelName,
  compute(inputs, attributes: ConvolutionAttributes, theirs) {
    const { x, filter } = inputs;
    if (attributes.pad !== 'same' || attributes.dataFormat === 'NCHW') return theirs(inputs, attributes);
    const axes = convolutionAxes(x!.shape, filter!, attributes, kernelName.includes('Depthwise'));
    const [rows, columns] = axes.map(bordersOf);
    if (!axes.some(stepsOver)) return theirs(inputs, attributes);
    return theirs({ ...inputs, x: pad(x!, [[0, 0], rows!, columns!, [0, 0]]) }, { ...attributes, pad: 'valid' });
  },
}));

/** Elements that the windows reach over those that are there; negative where some are never looked at. */
function excess({ input, output, kernel, stride, dilation }: ConvolutionAxis): number {
  return (output - 1) * stride + (kernel - 1) * dilation + 1 - input;
}

function stepsOver(axis: ConvolutionAxis): boolean {
  return excess(axis) < 0;
}

function bordersOf(axis: ConvolutionAxis): [number, number] {
  return [axis.before, Math.max(0, excess(axis)) - axis.before];
}
