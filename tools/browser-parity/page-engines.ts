/** What computes networks in the pages of the comparison, and what in Node computes the same. */
import type { Engine } from '../parity/engines.js';
import { ortEngine, tfjsEngine } from '../parity/engines.js';

/** One setting of an element: `backend` and `engine`. */
export interface PageEngine {
  readonly backend: 'ort' | 'tfjs';
  readonly engine: 'wasm' | 'webgl' | 'webgpu';
}

/** Those that a browser without a graphics card has; WebGPU and WebGL are computed by SwiftShader there. */
export const pageEngines: readonly PageEngine[] = [
  { backend: 'ort', engine: 'wasm' },
  { backend: 'ort', engine: 'webgpu' },
  { backend: 'tfjs', engine: 'wasm' },
  { backend: 'tfjs', engine: 'webgl' },
  { backend: 'tfjs', engine: 'webgpu' },
];

/**
 * The same file in Node. For TensorFlow.js it is the same build, so that what differs is the browser's doing; how the two
 * runtimes differ is in docs/parity.md.
 */
export const nodeEngines: Readonly<Record<PageEngine['backend'], Engine>> = {
  ort: ortEngine('node', 'cpu'),
  tfjs: tfjsEngine('wasm'),
};

export function nameOf({ backend, engine }: PageEngine): string {
  return `${backend} ${engine}`;
}
