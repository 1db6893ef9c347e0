import type { Env, InferenceSession } from 'onnxruntime-web';
import { oneAtATime } from './one-at-a-time.js';
import { messageOf } from './message-of.js';
import type { OrtModule } from './ort-module.js';
import type { WasmPaths } from './wasm-paths.js';
import { wasmFiles } from './wasm-files.js';
import { ortPaths } from './wasm-paths.js';

/** The builds of onnxruntime-web: without webgpu, and with it, at twice the size. Each has a heap and settings of its own. */
const builds = {
  wasm: { stem: 'ort-wasm-simd-threaded', load: () => import('onnxruntime-web/wasm') },
  webgpu: { stem: 'ort-wasm-simd-threaded.asyncify', load: () => import('onnxruntime-web/webgpu') },
} as const;

type BuildName = keyof typeof builds;

/** The first to load a build sets where its files are and how many threads it takes. */
export interface BrowserOptions {
  readonly wasmPaths?: WasmPaths;
  readonly threads?: number;
}

/** The settings of each build that is loaded. */
const settings = new Map<BuildName, Env>();

async function loadBuild(name: BuildName, { wasmPaths, threads }: BrowserOptions) {
  const { stem, load } = builds[name];
  const { InferenceSession, Tensor, env } = await load();
  if (!settings.has(name)) {
    settings.set(name, env);
    env.wasm.wasmPaths = ortPaths(wasmPaths, stem) ?? wasmFiles[name]();
    // Asked for more, the runtime takes one thread all the same and writes to the console.
    if (!isIsolated()) env.wasm.numThreads = 1;
    else if (threads !== undefined) env.wasm.numThreads = threads;
  }
  return { InferenceSession, Tensor, env };
}

/** What webgpu has refused first, and whether it has failed in any way. */
let refusal: { readonly cause: unknown } | undefined;
let broken = false;

/**
 * onnxruntime-web in browsers. A session takes the build of its provider, which is loaded when the first one is made.
 *
 * @param first the provider that is tried first
 */
export async function browserModule(first: string | undefined, options: BrowserOptions): Promise<OrtModule> {
  const { Tensor, env } = await loadBuild(buildOf(first), options);
  const create = oneAtATime(async (model, session) => {
    const provider = providerOf(session);
    const { InferenceSession } = await loadBuild(buildOf(provider), options);
    const made = InferenceSession.create(model, session);
    return provider === 'webgpu' ? watched(made) : made;
  });
  return {
    InferenceSession: { create },
    Tensor,
    env,
    threads: () => settings.get(buildOf('wasm'))?.wasm.numThreads,
  };
}

/** `wasm` needs no build of its own beside that of webgpu, unless that one may have broken down. */
function buildOf(provider: string | undefined): BuildName {
  return provider === 'webgpu' || (settings.has('webgpu') && !broken) ? 'webgpu' : 'wasm';
}

/** A session on webgpu, whose failures are kept in mind. */
async function watched(making: Promise<InferenceSession>): Promise<InferenceSession> {
  const session = await making.catch((cause: unknown) => {
    broken = true;
    throw firstRefusal(cause);
  });
  const run = session.run.bind(session);
  // Its second form, which the first is a part of.
  session.run = ((...call: Parameters<typeof run>) =>
    run(...call).catch((cause: unknown) => {
      broken = true;
      throw cause;
    })) as typeof run;
  return session;
}

/** ONNX Runtime 1.30 takes no session on webgpu after one that could not be made, and then says only that it does not. */
function firstRefusal(cause: unknown): unknown {
  refusal ??= { cause };
  if (!messageOf(cause).startsWith('another WebGPU EP')) return cause;
  return new Error(`it takes no session after one that it refused: ${messageOf(refusal.cause)}`, { cause });
}

function providerOf(options: InferenceSession.SessionOptions | undefined): string | undefined {
  const provider = options?.executionProviders?.[0];
  return typeof provider === 'string' ? provider : provider?.name;
}

/** Whether memory can be shared between threads here. */
function isIsolated(): boolean {
  return Boolean((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated);
}

interface Navigator {
  readonly gpu?: { requestAdapter(): Promise<object | null> };
}

/** Why there can be no webgpu here; `null` where it can be tried. To know it saves loading the larger build. */
export async function whyNoWebgpu(): Promise<string | null> {
  const { gpu } = (globalThis as { navigator?: Navigator }).navigator ?? {};
  if (!gpu) return 'the browser does not have it';
  return (await gpu.requestAdapter().catch(() => null)) ? null : 'the browser finds no adapter';
}
