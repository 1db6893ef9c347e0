import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
// Registers TensorFlow.js's own gradients.
import '@tensorflow/tfjs-layers';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';

/** Engines that compute in Node, by TensorFlow.js's own names; `tensorflow` is the native one. */
export const engineNames = ['cpu', 'wasm', 'tensorflow'] as const;

export type EngineName = (typeof engineNames)[number];

enableProdMode();

/** The native engine is an optional peer: absent, its tests are skipped. The variable names a folder that holds it. */
const native = process.env['PELLUCID_TFJS_NODE'] ?? '@tensorflow/tfjs-node';
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';

/** Why an engine cannot be used here, or null where it can. */
export async function whyAbsent(name: EngineName): Promise<string | null> {
  if (name !== 'tensorflow') return null;
  try {
    await import(/* @vite-ignore */ native);
    return null;
  } catch (cause) {
    return `${native} cannot be imported: ${(cause as Error).message.split('\n')[0]}`;
  }
}

export async function useEngine(name: EngineName): Promise<void> {
  if (!(await setBackend(name))) throw new Error(`The engine ${name} does not start.`);
}
