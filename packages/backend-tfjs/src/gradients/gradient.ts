import { XaiError } from '@pellucid/core';
import type { GradConfig, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { engine } from '@tensorflow/tfjs-core';

/** What a gradient needs of the forward pass: inputs by name; outputs as marks, in order. */
interface Saved {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly boolean[];
}

/** The gradient at each input of a kernel, by name, computed when it is asked for. */
type InputGradients = Readonly<Record<string, () => Tensor>>;

/**
 * A gradient in the form that TensorFlow.js registers.
 *
 * @param vjp gets one cotangent for each output, what was saved (inputs, then outputs), and the kernel's attributes,
 *   of the type that it says itself
 */
export function gradient(
  kernelName: string,
  { inputs = [], outputs = [] }: Saved,
  vjp: (cotangents: readonly Tensor[], saved: readonly Tensor[], attributes: never) => InputGradients,
): GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputs],
    outputsToSave: [...outputs],
    gradFunc: (dy, saved, attributes) => vjp([dy].flat(), saved, attributes as never),
  };
}

/** Runs a kernel of the engine. Its attributes are as the kernel of the forward pass got them. */
export function runKernel(kernelName: string, inputs: NamedTensorMap, attributes: object = {}): Tensor {
  return engine().runKernel(kernelName, inputs, attributes as never);
}

/** For an input whose gradient there is no rule for: fails only where it is asked for. */
export function impossible(kernelName: string, input: string): () => never {
  return () => {
    throw new XaiError(
      'gradient-unsupported',
      `No gradient is known of the operation ${kernelName} with respect to its ${input}, which here depends on the tensors whose gradient is wanted. Use a method that needs no gradient (occlusion), or a layer behind it.`,
    );
  };
}
