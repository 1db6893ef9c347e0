import type { FloatTensor } from '../../tensor.js';

/** An activation that is part of the operation before it, where the runtime can put it there. */
export type FusedActivation = 'relu' | 'relu6' | 'softmax';

/**
 * What a layer computes, in the terms of no runtime. Shapes and axes are those of one row, without the batch; pictures and
 * feature maps are [C, h, w], whatever the runtime stores.
 */
export type Operation =
  | {
      readonly op: 'convolution';
      /** [out, in / groups, k, k], not flipped (cross-correlation). */
      readonly weights: FloatTensor;
      /** [out]. */
      readonly bias: FloatTensor | null;
      readonly stride: number;
      /** Zeros on every side. */
      readonly padding: number;
      /** 1, or the number of channels: depthwise. */
      readonly groups: number;
      readonly activation: FusedActivation | null;
    }
  | {
      /** Of the last axis: [..., in] to [..., out]. With a bias or an activation, of vectors [in] alone. */
      readonly op: 'dense';
      /** [out, in]. */
      readonly weights: FloatTensor;
      /** [out]. */
      readonly bias: FloatTensor | null;
      readonly activation: FusedActivation | null;
    }
  | {
      /** scale (x - mean) / sqrt(variance + epsilon) + offset, with one number each channel of [C, h, w]. */
      readonly op: 'batch-normalization';
      readonly scale: FloatTensor;
      readonly offset: FloatTensor;
      readonly mean: FloatTensor;
      readonly variance: FloatTensor;
      readonly epsilon: number;
    }
  | { readonly op: 'relu' | 'relu6' | 'sigmoid' }
  /** Over the classes of a vector [K]. */
  | { readonly op: 'softmax' }
  | { readonly op: 'leaky-relu'; readonly slope: number }
  /** Windows of size x size. Cells outside the map never count: not as zeros, and not in the mean's denominator. */
  | {
      readonly op: 'max-pool' | 'average-pool';
      readonly size: number;
      readonly stride: number;
      readonly padding: number;
    }
  /** [C, h, w] to [C, 1, 1], or to [C] without `keepSides`. */
  | { readonly op: 'global-average-pool'; readonly keepSides: boolean }
  | { readonly op: 'add' }
  /** A map [C, h, w] times a gate [C, 1, 1]. */
  | { readonly op: 'multiply' }
  /** Along the channels. */
  | { readonly op: 'concat' }
  /** Every cell `factor` times along both sides. */
  | { readonly op: 'resize-nearest'; readonly factor: number }
  /** Row-major: of [C, h, w], channel by channel. */
  | { readonly op: 'flatten' }
  | { readonly op: 'reshape'; readonly shape: readonly number[] }
  /** Axis i of the result is axis `permutation[i]` of the row. */
  | { readonly op: 'transpose'; readonly permutation: readonly number[] };

/** One operation and the name of the tensor that it makes. */
export type LayerDescription = Operation & { readonly name: string; readonly inputs: readonly string[] };

/** A small network as data, for a backend to build in its own runtime. */
export interface NetworkDescription {
  readonly name: string;
  /** Shape of one row. */
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** In topological order. */
  readonly layers: readonly LayerDescription[];
  readonly outputs: readonly string[];
}
