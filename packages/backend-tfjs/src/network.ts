import type { Tensor } from '@tensorflow/tfjs-core';
import type { Values } from './compute.js';
import type { Program } from './program.js';

/** A file's network, loaded: its weights are on the engine. */
export interface Network {
  readonly program: Program;
  /** Rows that it takes at once; `null` for any number. */
  readonly batch: number | null;
  /** What a user should know of how the file is handled. */
  readonly notes: readonly string[];
  /** Computes what asynchronous steps lead to. The caller disposes of the result. */
  readonly computeAsynchronously?: (values: Values, wanted: readonly string[]) => Promise<Tensor[]>;
  dispose(): void;
}
