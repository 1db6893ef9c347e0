import type { NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** A kernel in place of one that an engine has wrong, or does not have. */
export interface Correction {
  readonly kernelName: string;
  /**
   * Within a `tidy`.
   *
   * @param attributes of the type that it says itself
   * @param theirs the engine's own kernel, for what that has right
   * @throws Error where the engine cannot do it: work goes to the next engine, and the message is the reason
   */
  readonly compute: (
    inputs: Readonly<Record<string, Tensor>>,
    attributes: never,
    theirs: (inputs: NamedTensorMap, attributes: object) => TensorInfo | TensorInfo[],
  ) => TensorInfo | TensorInfo[];
}
