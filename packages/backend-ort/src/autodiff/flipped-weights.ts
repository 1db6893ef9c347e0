import { floatsOf } from '../onnx/constant.js';
import type { ConstantTensor } from '../onnx/graph.js';

/**
 * Weights [C, O/group, ...kernel] of the convolution from a cotangent back to the input, from the forward weights
 * [O, C/group, ...kernel]: within each group inputs and outputs change places, and every kernel is reversed.
 */
export function flippedWeights(
  weights: ConstantTensor,
  channels: number,
  group: number,
): { data: Float32Array; shape: number[] } {
  const source = floatsOf(weights);
  const [outputs = 0, inputsPerGroup = 0, ...kernel] = weights.shape;
  const outputsPerGroup = outputs / group;
  const taps = kernel.reduce((product, side) => product * side, 1);
  const data = new Float32Array(source.length);
  let index = 0;
  for (let channel = 0; channel < channels; channel++) {
    const firstOutput = Math.floor(channel / inputsPerGroup) * outputsPerGroup;
    for (let o = firstOutput; o < firstOutput + outputsPerGroup; o++) {
      // Reversing the row-major order reverses every axis of the kernel.
      const last = (o * inputsPerGroup + (channel % inputsPerGroup) + 1) * taps - 1;
      for (let tap = 0; tap < taps; tap++) data[index++] = source[last - tap]!;
    }
  }
  return { data, shape: [channels, outputsPerGroup, ...kernel] };
}
