import type { AbortSignalLike } from './errors.js';
import type { DType, Layout, Tensor } from './tensor.js';

/** Name, type and shape of a tensor in a network. */
export interface TensorSpec {
  readonly name: string;
  readonly dtype: DType;
  /** As core sees it: NCHW for pictures and feature maps. `null` marks a side that is free (the batch). */
  readonly shape: readonly (number | null)[];
  /**
   * How the file stores it; the backend converts at its edge. `null`: not a picture or feature map. Every tensor of rank 4
   * that is one has a layout, [N, C, 1, 1] too.
   */
  readonly layout: Layout | null;
}

/**
 * What a layer does, as far as methods need to know; the backend maps its operators onto these.
 * `shape` moves values without changing them (reshape, flatten, transpose, squeeze, identity, dropout);
 * `batch-normalization` has a fixed scale and offset per channel, `normalization` those of the row (layer norm, LRN).
 */
export type LayerKind =
  | 'input'
  | 'convolution'
  | 'dense'
  | 'activation'
  | 'softmax'
  | 'sigmoid'
  | 'add'
  | 'multiply'
  | 'concat'
  | 'batch-normalization'
  | 'normalization'
  | 'pool'
  | 'global-average-pool'
  | 'global-max-pool'
  | 'resize'
  | 'shape'
  | 'other';

/**
 * Where the inputs of a layer lie in its result, along one axis: those of a concatenation, or the one of which a slice of
 * step 1, or a single index, is taken.
 */
export interface Placement {
  /** Axis of the inputs, as the file stores them. */
  readonly axis: number;
  /** For each of the layer's inputs, the index in the result of its element 0; negative for a slice that begins after it. */
  readonly starts: readonly number[];
}

/**
 * One named tensor of the network and the operation that makes it. An operation with an activation inside (a convolution
 * with its ReLU, a dense layer with its softmax) is two layers: `<name>/linear`, and the activation, under the
 * operation's own name. A backend may have layers between those that its user knows.
 */
export interface Layer extends TensorSpec {
  readonly kind: LayerKind;
  /** The runtime's own name for the operation, for people ("Conv", "LeakyRelu"). */
  readonly op: string;
  /** Tensors it is computed from that depend on the network's input, by name; constants are left out. */
  readonly inputs: readonly string[];
  /** True for a convolution that acts on each position alone: kernel 1x1, stride 1. */
  readonly pointwise?: boolean;
  /**
   * For a transposition: axis i of the result is axis `permutation[i]` of the input, as the file stores them. Any other
   * layer of kind `shape` keeps the order of its elements.
   */
  readonly permutation?: readonly number[];
  /** Missing where it is not known, or is not along one axis. */
  readonly placement?: Placement;
}

/** Which runtime computes, and how it came to be chosen. */
export interface RuntimeInfo {
  /** "onnxruntime-node", "onnxruntime-web", "tfjs", ... */
  readonly name: string;
  readonly version: string;
  /** Execution provider or engine in use: "cpu", "wasm", "webgpu", "cuda", ... */
  readonly engine: string;
  /** Threads that compute, where the runtime tells. */
  readonly threads?: number;
  /** What was tried first and why it was left, in order; empty when the first choice worked. */
  readonly fallbacks: readonly string[];
}

/** A trained network. All tensors are known by name. */
export interface Model {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Every float tensor computed from the inputs, in topological order, the inputs themselves first. */
  readonly layers: readonly Layer[];
  readonly runtime: RuntimeInfo;
  /** Free-form metadata that came with the file (ONNX metadata_props, TF.js userDefinedMetadata as JSON strings). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Things a user should know about how this file is handled ("fixed batch of 1: inputs run one by one"). */
  readonly notes: readonly string[];
  /** Frees everything the runtime holds for this model. Safe to call twice; any other call behind it is a `usage` error. */
  dispose(): Promise<void>;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

export interface CallOptions {
  readonly signal?: AbortSignalLike | undefined;
}

/**
 * Forward evaluation by tensor name.
 *
 * Calls may overlap; each gives what it would give alone, and the same bytes every time. What is fed is not written to. A
 * tensor that is named twice is meant once. Errors are thrown before work begins, and leave the model as it was.
 */
export interface CanRun {
  /**
   * Any tensor may be fetched, and any tensor may be fed in place of being computed: what lies before it is then neither
   * computed nor needed. One that is fed and fetched comes back as it is. The first axis of every fed tensor is the
   * batch, of the same size in all; rows never influence one another.
   *
   * @throws XaiError `usage` for an unknown tensor, with the nearest name, and where a fetched one depends on an input of
   *   the network that is not fed; `input-invalid` for a fed tensor of the wrong type, shape or number of rows; `aborted`
   *   where the signal has fired; `runtime` where the runtime fails
   */
  run(feeds: Tensors, fetches: readonly string[], options?: CallOptions): Promise<Record<string, Tensor>>;
}

/**
 * One-hot at each row's k-th largest value (`top: 1` is the largest) of a [N, K] or [N, K, 1, 1] tensor. Equals rank in
 * their order: the first of them comes first.
 */
export interface TopCotangent {
  readonly top: number;
}

/** A cotangent is an array of the tensor's shape, or a symbol that the backend resolves inside the call. */
export type Cotangent = Tensor | TopCotangent;

/**
 * How the derivative of ReLU-like activations is taken. Core owns the names:
 *
 * - `gradient`: the derivative, g a'(x).
 * - `guided-backprop` (Springenberg 2014): (g > 0) g a'(x).
 * - `deconvnet` (Zeiler 2014): (g > 0) g.
 *
 * with g the cotangent and a the activation: ReLU, or a clip with minimum 0 (ReLU6), on their own or fused. Where they
 * have a kink (0 for both, 6 for ReLU6), the derivative is 0.
 */
export type RuleSet = 'gradient' | 'guided-backprop' | 'deconvnet';

export interface VjpOptions extends CallOptions {
  /** Forward values to return from the same call. */
  readonly fetches?: readonly string[];
  /** Default `gradient`. */
  readonly rules?: RuleSet;
}

export interface VjpResult {
  /** d(sum of cotangent * tensor) / d(wrt), in the shape of each `wrt` tensor. */
  readonly gradients: Record<string, Tensor>;
  readonly values: Record<string, Tensor>;
}

/** Reverse-mode differentiation by tensor name. */
export interface CanDifferentiate {
  readonly ruleSets: readonly RuleSet[];
  /**
   * Gradient at any tensors, given cotangents on any tensors: the sum over all of them. A tensor that does not reach a
   * cotangent gets zeros, and so does one that reaches it through fed tensors only: a fed tensor is constant. A tensor
   * with a cotangent of its own gets that too. Where values are equal, the gradient of a maximum goes to the first.
   *
   * @throws XaiError as `run`, for all that is named; `usage` for a rule set that the backend does not have, and for a
   *   rank beyond the scores or a tensor that has none; `input-invalid` for a cotangent of the wrong type, shape or
   *   number of rows; `model-unsupported` for a rule set where no activation that it changes lies between what is fed and
   *   the cotangents; `gradient-unsupported` for an operator without a gradient, and for a tensor
   *   that is only looked up or compared on the way
   */
  vjp(
    feeds: Tensors,
    cotangents: Readonly<Record<string, Cotangent>>,
    wrt: readonly string[],
    options?: VjpOptions,
  ): Promise<VjpResult>;
}

/** A network that can be run. */
export type RunnableModel = Model & CanRun;

/** A network that can be run and differentiated: what gradient and CAM methods need. */
export type DifferentiableModel = Model & CanRun & CanDifferentiate;
