import type { Graph, OrtModel } from '@pellucid/backend-ort';
import type { TfjsModel } from '@pellucid/backend-tfjs';
import type { Layout } from '@pellucid/core';

/** A network that a runtime has loaded. */
export type LoadedModel = OrtModel | TfjsModel;

/** A tensor as far as a model's file tells. */
export interface FileTensor {
  readonly name: string;
  readonly dtype: string;
  /** As core sees it: [N, C, H, W] for what looks like a picture. `null` for a free side, or where even the rank is unknown. */
  readonly shape: readonly (number | null)[] | null;
  /** How the file stores what looks like a picture. */
  readonly layout: Layout | null;
}

/** A network as its file tells of it, before a runtime has seen it. */
export interface NetworkFile {
  readonly format: 'onnx' | 'layers-model' | 'graph-model';
  /** Bytes of the model and of the files of weights that belong to every such model. */
  readonly bytes: number;
  /** SHA-256 of the same, one behind the other. */
  readonly sha256: string;
  /** The program that made it, if it says so. */
  readonly producer: string;
  /** Numbers in the file: weights and other constants. */
  readonly parameters: number;
  readonly inputs: readonly FileTensor[];
  readonly outputs: readonly FileTensor[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Its operators; `null` for files other than ONNX. */
  readonly graph: Graph | null;
  /**
   * Gives it to its runtime.
   *
   * @param inputShapes for inputs with free sides, by name, as core sees them
   * @throws XaiError `model-invalid`, `model-unsupported`, `runtime`
   */
  load(inputShapes: Readonly<Record<string, readonly number[]>>): Promise<LoadedModel>;
}

/** How a runtime is to work. */
export interface RuntimeRequest {
  /** Execution providers of ONNX Runtime or the engine of TensorFlow.js, the first choice first; empty for the default. */
  readonly engines: readonly string[];
  readonly threads: number | undefined;
  /** GiB that the tensors of one row may take at once. */
  readonly memory: number | undefined;
}
