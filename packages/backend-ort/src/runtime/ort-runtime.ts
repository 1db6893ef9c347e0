import { XaiError } from '@pellucid/core';
import type { BrowserOptions } from './browser-module.js';
import { browserModule, whyNoWebgpu } from './browser-module.js';
import { messageOf } from './message-of.js';
import { oneAtATime } from './one-at-a-time.js';
import type { OrtModule } from './ort-module.js';
import type { WasmPaths } from './wasm-paths.js';
import { checkWasmPaths } from './wasm-paths.js';

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
  /** Where the runtime's files are, in browsers; the first network that is loaded sets it. Default: where a bundler puts them. */
  readonly wasmPaths?: WasmPaths;
}

/**
 * Loads the runtime. Nothing is imported before this is called, so the package itself loads anywhere.
 *
 * @throws XaiError `runtime` when no runtime can be loaded, `usage` for paths that cannot be
 */
export async function loadRuntime(options: RuntimeOptions & BrowserOptions = {}): Promise<OrtRuntime> {
  const { runtime = 'auto', wasmPaths } = options;
  checkWasmPaths(wasmPaths);
  const fallbacks: string[] = [];
  const inNode = isNode();
  const providers = await possible(options.providers ?? [], inNode, fallbacks);
  const candidates = runtime === 'auto' ? (inNode ? (['node', 'web'] as const) : (['web'] as const)) : [runtime];
  for (const candidate of candidates) {
    const name = `onnxruntime-${candidate}` as const;
    try {
      const module = await (candidate === 'node' ? importNode() : importWeb(inNode, providers[0], options));
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
  const module = await importForNode('onnxruntime-node');
  return module.default ?? module;
}

/** A parameter keeps bundlers from looking for packages that are for Node when they build for browsers. */
async function importForNode(name: string): Promise<OrtModule & { readonly default?: OrtModule }> {
  return (await import(/* @vite-ignore */ name)) as OrtModule & { readonly default?: OrtModule };
}

async function importWeb(inNode: boolean, provider: string | undefined, options: BrowserOptions): Promise<OrtModule> {
  if (!inNode) return browserModule(provider, options);
  // In browsers this is a third build, which bundlers would put beside the two that are used there.
  const { InferenceSession, Tensor, env } = await importForNode('onnxruntime-web');
  const create = oneAtATime((model, session) => InferenceSession.create(model, session));
  return { InferenceSession: { create }, Tensor, env };
}

/** The providers without those that a browser is known not to have, which are left for the reason that is added. */
async function possible(
  providers: readonly string[],
  inNode: boolean,
  fallbacks: string[],
): Promise<readonly string[]> {
  if (inNode || !providers.includes('webgpu')) return providers;
  const why = await whyNoWebgpu();
  if (why === null) return providers;
  fallbacks.push(`webgpu is not there (${why})`);
  return providers.filter((provider) => provider !== 'webgpu');
}
