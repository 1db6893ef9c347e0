import { add, findBackend, ones, tidy } from '@tensorflow/tfjs-core';
import type { EngineName } from './engine-names.js';

/** Engines whose GPU was lost: a driver was reset, memory ran out, the browser took it away. */
const lost = new Set<EngineName>();

/** What is asked of the backends here; both keep it to themselves. */
interface Backend {
  /** Of webgpu. */
  readonly device?: { readonly lost: Promise<unknown> };
  /** Of webgl. */
  readonly gpgpu?: { readonly gl: { isContextLost(): boolean } };
}

function backendOf(name: EngineName): Backend | null {
  return findBackend(name) as Backend | null;
}

/** Keeps in mind when the GPU of an engine that has just started is lost. */
export function watchForLoss(name: EngineName): void {
  if (name === 'webgpu') void backendOf(name)?.device?.lost.then(() => lost.add(name));
}

/**
 * Whether an engine has lost its GPU, and with it every tensor there: TensorFlow.js reads them as zeros, also when it moves
 * them to the next engine.
 */
export function isLost(name: EngineName): boolean {
  if (name === 'webgl' && backendOf(name)?.gpgpu?.gl.isContextLost()) lost.add(name);
  return lost.has(name);
}

/** `isLost` behind a failure, when the loss itself may not be told yet. */
export async function isLostNow(name: EngineName): Promise<boolean> {
  if (name !== 'webgpu' || isLost(name)) return isLost(name);
  try {
    // More values than the engine leaves to the CPU.
    const probe = tidy(() => add(ones([1024]), 1));
    const [two] = await probe.data();
    probe.dispose();
    if (two !== 2) lost.add(name);
  } catch {
    lost.add(name);
  }
  return isLost(name);
}
