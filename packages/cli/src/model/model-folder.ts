import type { ReadExternal } from '@pellucid/backend-ort';
import type { SidecarFolder } from '@pellucid/core';

/** Whose model is looked for; `auto` takes either. */
export type Backend = 'auto' | 'ort' | 'tfjs';

/** The folder that a model lies in, on a disk or behind a URL. Nothing outside it is ever read. */
export interface ModelFolder extends SidecarFolder {
  /**
   * A file of weights that the model names.
   *
   * @throws XaiError `model-invalid` if it is not there
   */
  weights(name: string): Promise<Uint8Array>;
  /** Access to the weights that an ONNX model keeps in files of the folder. */
  external(model: Uint8Array): Promise<ReadExternal>;
}

/** A model's own file and what lies around it. */
export interface ModelFile {
  /** Name of the file. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly folder: ModelFolder;
}
