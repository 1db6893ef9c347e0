import type { ReadExternal } from '@pellucid/backend-ort';

/** The folder that a model lies in, on a disk or behind a URL. Nothing outside it is ever read. */
export interface ModelFolder {
  /** Names of the files that are there, or, where they cannot be listed, of those worth asking for. */
  files(): Promise<readonly string[]>;
  /** A file's content; null if it is not there. */
  read(name: string): Promise<Uint8Array | null>;
  /** Access to the weights that the model keeps in files of the folder. */
  external(model: Uint8Array): Promise<ReadExternal>;
}

/** A model's own file and what lies around it. */
export interface ModelFile {
  /** Name of the file. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly folder: ModelFolder;
}
