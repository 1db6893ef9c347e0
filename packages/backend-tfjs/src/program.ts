import type { Layer, Layout, TensorSpec } from '@pellucid/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** A tensor as TensorFlow.js keeps it: its shape has `null` for sides that are free (the batch). */
export interface StoredTensor {
  readonly dtype: DataType;
  readonly shape: readonly (number | null)[];
}

/** Computes tensors of others. Within a `tidy`; what it returns is new, never one of its inputs. */
export type Compute = (inputs: readonly Tensor[]) => Tensor[];

/** What a step is, as far as methods want to know. */
export type StepFacts = Pick<Layer, 'kind' | 'op' | 'pointwise' | 'permutation' | 'placement'> & {
  /**
   * What it does with feature maps: takes and gives them in a layout (a convolution), keeps their axes (an activation), or
   * neither (a reshape).
   */
  readonly axes: Layout | 'kept' | null;
  /** True for a ReLU, or a clip with minimum 0, whose gradient the rule sets change. */
  readonly rectifier?: boolean;
};

/** One operation of a network. */
export interface Step {
  readonly facts: StepFacts;
  /** Names of the tensors it needs that depend on the network's inputs; constants are its own affair. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly compute: Compute;
  /** The same operation from what comes before `skipped`, faster, where nobody asks for that tensor. */
  readonly fused?: { readonly skipped: string; readonly inputs: readonly string[]; readonly compute: Compute };
  /** True where small changes of the inputs change nothing (they are indices): its gradient is zero. */
  readonly constant?: boolean;
  /** Why the step runs asynchronously only, and has no gradient. */
  readonly asynchronous?: string;
}

/** A network as steps over named tensors, whatever kind of file it came from. */
export interface Program {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** In topological order. */
  readonly steps: readonly Step[];
  /** Every tensor that can be fetched and fed. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Tensors of a program as core sees them. */
export type Specs = ReadonlyMap<string, TensorSpec>;
