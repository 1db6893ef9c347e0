import { XaiError } from '@pellucid/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { oneAtATime } from './one-at-a-time.js';

/** What this package uses of onnxruntime-node and onnxruntime-web; both offer it under the same names. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof Tensor;
  readonly env: { readonly versions: { readonly common: string; readonly node?: string; readonly web?: string } };
}

/** Which package computes, and on what. */
export interface OrtRuntime {
  readonly module: OrtModule;
  readonly name: 'onnxruntime-node' | 'onnxruntime-web';
  readonly version: string;
  /** Execution providers to try in turn. */
  readonly providers: readonly string[];
  /** What was tried before and why it was left. */
  readonly fallbacks: readonly string[];
}

export interface RuntimeOptions {
  /** `node`: onnxruntime-node; `web`: onnxruntime-web. Default `auto`: the native package in Node if it is there, else web. */
  readonly runtime?: 'auto' | 'node' | 'web';
  /**
   * Execution providers in order of preference (`cuda`, `webgpu`, `cpu`, `wasm`, ...). The last resort, `cpu` or `wasm`,
   * is added. Default: the last resort alone.
   */
  readonly providers?: readonly string[];
}

/**
 * Loads the runtime. Nothing is imported before this is called, so the package itself loads anywhere.
 *
 * @throws XaiError `runtime` when no runtime can be loaded
 */
export async function loadRuntime({ runtime = 'auto', providers = [] }: RuntimeOptions = {}): Promise<OrtRuntime> {
  const fallbacks: string[] = [];
  const inNode = isNode();
  const candidates = runtime === 'auto' ? (inNode ? (['node', 'web'] as const) : (['web'] as const)) : [runtime];
  for (const candidate of candidates) {
    const name = `onnxruntime-${candidate}` as const;
    try {
      const module = await (candidate === 'node' ? importNode() : importWeb(providers, inNode));
      const last = candidate === 'node' ? 'cpu' : 'wasm';
      const version =
        (candidate === 'node' ? module.env.versions.node : module.env.versions.web) ?? module.env.versions.common;
      return { module, name, version, providers: [...new Set([...providers, last])], fallbacks };
    } catch (cause) {
      fallbacks.push(`${name} could not be loaded (${messageOf(cause)})`);
    }
  }
  throw new XaiError(
    'runtime',
    `No ONNX runtime could be loaded: ${fallbacks.join('; ')}. Install onnxruntime-node or onnxruntime-web.`,
  );
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return Boolean(process?.versions?.node);
}

async function importNode(): Promise<OrtModule> {
  // A variable keeps bundlers from looking for the native package when they build for browsers.
  const name = 'onnxruntime-node';
  const module = (await import(/* @vite-ignore */ name)) as OrtModule & { default?: OrtModule };
  return module.default ?? module;
}

async function importWeb(providers: readonly string[], inNode: boolean): Promise<OrtModule> {
  const webgpu = providers.includes('webgpu') && !inNode;
  const { InferenceSession, Tensor, env } = await (webgpu
    ? import('onnxruntime-web/webgpu')
    : import('onnxruntime-web'));
  const create = oneAtATime((model, options) => InferenceSession.create(model, options));
  return { InferenceSession: { create }, Tensor, env };
}

export function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0]!.slice(0, 300);
}
