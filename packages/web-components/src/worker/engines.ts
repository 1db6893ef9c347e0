import { XaiError } from '@pellucid/core';
import type { EngineName } from '../protocol.js';

/** What a runtime computes on. */
export type Engine = Exclude<EngineName, 'auto'>;

/** What each runtime has in a browser, the fastest for large networks first. */
const engines = {
  onnx: ['webgpu', 'wasm'],
  tfjs: ['webgpu', 'webgl', 'wasm', 'cpu'],
} as const satisfies Record<string, readonly Engine[]>;

/**
 * Bytes from which a network is worth its way to the graphics card. Below, the transfers and the compilation of shaders
 * take longer than wasm takes for the whole explanation.
 */
const largeNetwork = 8 * 2 ** 20;

/**
 * The engine to begin with; where it fails, the runtime takes the next.
 *
 * @throws XaiError `usage` for an engine that the runtime does not have
 */
export async function chooseEngine(asked: EngineName, format: keyof typeof engines, bytes: number): Promise<Engine> {
  const here: readonly Engine[] = engines[format];
  if (asked === 'auto') return bytes >= largeNetwork ? fastestOf(here) : 'wasm';
  const found = here.find((engine) => engine === asked);
  if (found) return found;
  const runtime = format === 'onnx' ? 'ONNX Runtime' : 'TensorFlow.js';
  throw new XaiError('usage', `${runtime} has no engine ${asked} in browsers. It has ${here.join(', ')}.`);
}

/** Whether results of an engine are held against those of wasm: drivers and shaders differ from machine to machine. */
export function needsCheck(engine: string): boolean {
  return engine === 'webgpu' || engine === 'webgl';
}

async function fastestOf(here: readonly Engine[]): Promise<Engine> {
  if (here.includes('webgpu') && (await hasWebGpu())) return 'webgpu';
  return here.includes('webgl') && hasWebGl() ? 'webgl' : 'wasm';
}

async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  return gpu !== undefined && (await gpu.requestAdapter().catch(() => null)) !== null;
}

function hasWebGl(): boolean {
  return typeof OffscreenCanvas !== 'undefined' && new OffscreenCanvas(1, 1).getContext('webgl2') !== null;
}
