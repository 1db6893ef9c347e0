import { XaiError } from '@pellucid/core';
import { enableProdMode, env, findBackendFactory, setBackend } from '@tensorflow/tfjs-core';
import { engineNames } from './engine-names.js';
import type { EngineName } from './engine-names.js';
import { isLost, isLostNow, watchForLoss } from './engine-loss.js';
import { correctKernels } from './kernels/index.js';
import { wasmFiles } from './wasm-files.js';

/**
 * Where the .wasm files of the engine `wasm` are: a folder or URL that ends in `/`, or the URL of each of the three files by
 * its name in the package (`tfjs-backend-wasm.wasm`, ...).
 */
export type WasmPath = string | Readonly<Record<string, string>>;

export interface EngineOptions {
  /** The engine to begin with; those after it in the order are the fallbacks. Default `auto`: the first that works. */
  readonly engine?: 'auto' | EngineName;
  /** Where the engine `wasm` has its files; the first model that takes it sets this. Default: in the package, or where a bundler puts them. */
  readonly wasmPath?: WasmPath;
}

/** An engine that works, for one model. TensorFlow.js has one engine at a time, so all work goes through `use`. */
export interface Engine {
  name(): EngineName;
  /** Why earlier engines were left. */
  fallbacks(): readonly string[];
  /** Runs work on the engine, alone, and once more on the next engine if this one fails. */
  use<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs what frees tensors, alone, on whatever engine they are. */
  free(work: () => void): Promise<void>;
}

/**
 * Finds an engine. It is loaded when it is first used.
 *
 * @throws XaiError `runtime` when none works, `usage` for a path that cannot be
 */
export function createEngine({ engine = 'auto', wasmPath }: EngineOptions = {}): Engine {
  if (typeof wasmPath === 'string' && !wasmPath.endsWith('/'))
    throw new XaiError(
      'usage',
      `wasmPath expects a folder that ends in '/', but got '${wasmPath}'. Write '${wasmPath}/'.`,
    );
  const candidates = candidatesFrom(engine);
  const left: string[] = [];
  /** Where tensors of this model may be. */
  const taken = new Set<EngineName>();
  let current = 0;
  const leave = (why: string): boolean => {
    if (current + 1 >= candidates.length) return false;
    left.push(why);
    current++;
    return true;
  };
  const start = async (): Promise<void> => {
    for (;;) {
      const name = candidates[current]!;
      try {
        await switchTo(name, wasmPath);
        return;
      } catch (cause) {
        const why = whyNotLoaded(name, cause);
        if (leave(why)) continue;
        throw new XaiError('runtime', `No TensorFlow.js engine could be loaded: ${[...left, why].join('; ')}.`, {
          cause,
        });
      }
    }
  };
  return {
    name: () => candidates[current]!,
    fallbacks: () => left,
    free: (work) => alone(async () => work()),
    use: (work) =>
      alone(async () => {
        for (;;) {
          requireKept(taken);
          await start();
          const name = candidates[current]!;
          taken.add(name);
          try {
            const result = await work();
            requireKept(taken);
            return result;
          } catch (cause) {
            if (cause instanceof XaiError) throw cause;
            if (await isLostNow(name)) throw lossOf(name, cause);
            if (leave(`${name} failed (${messageOf(cause)})`)) continue;
            throw new XaiError('runtime', `TensorFlow.js failed: ${messageOf(cause)}`, { cause });
          }
        }
      }),
  };
}

/** @throws XaiError `runtime` when one of the engines has lost its GPU */
function requireKept(taken: ReadonlySet<EngineName>): void {
  for (const name of taken) if (isLost(name)) throw lossOf(name);
}

function lossOf(name: EngineName, cause?: unknown): XaiError {
  return new XaiError(
    'runtime',
    `The browser has lost the GPU of the engine ${name}, and with it the network's weights. Load the network again: another engine will take it.`,
    { cause },
  );
}

function whyNotLoaded(name: EngineName, cause: unknown): string {
  const isAbsent = (cause as { code?: unknown } | null)?.code === 'ERR_MODULE_NOT_FOUND';
  return isAbsent ? `${name} is not installed` : `${name} could not be loaded (${messageOf(cause)})`;
}

export function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0]!.slice(0, 300);
}

function candidatesFrom(engine: 'auto' | EngineName): readonly EngineName[] {
  const here = engineNames.filter((name) => elsewhere[name] !== isNode());
  if (engine === 'auto') return here;
  const later = engineNames.slice(engineNames.indexOf(engine) + 1);
  return [engine, ...later.filter((name) => here.includes(name))];
}

/** Whether it is for browsers only (false) or for Node only (true), as the answer of `isNode` that rules it out. */
const elsewhere: Readonly<Record<EngineName, boolean | null>> = {
  'tfjs-node-gpu': false,
  'tfjs-node': false,
  webgpu: true,
  webgl: true,
  wasm: null,
  cpu: null,
};

interface Process {
  readonly versions?: { readonly node?: string };
  readonly getBuiltinModule?: (name: string) => unknown;
  listeners(event: string): Listener[];
  removeListener(event: string, listener: Listener): unknown;
}

type Listener = (...args: unknown[]) => void;

const { process } = globalThis as { process?: Process };

function isNode(): boolean {
  return Boolean(process?.versions?.node);
}

/** The names that TensorFlow.js itself gives to its engines. */
function backendOf(name: EngineName): string {
  return name.startsWith('tfjs-node') ? 'tensorflow' : name;
}

async function switchTo(name: EngineName, wasmPath: WasmPath | undefined): Promise<void> {
  const backend = backendOf(name);
  // Without this, TensorFlow.js writes advice to the console.
  enableProdMode();
  if (isLost(name)) throw new Error('its GPU was lost');
  const known: unknown = findBackendFactory(backend);
  if (!known) await loaders[name](wasmPath);
  const started = await withoutListeners(() => setBackend(backend));
  if (!started) throw new Error('it did not start');
  if (!known) watchForLoss(name);
  correctKernels(backend);
}

/** Takes away what an engine adds to how Node treats errors: the one of wasm prints its whole source for any of them. */
async function withoutListeners<Result>(work: () => Promise<Result>): Promise<Result> {
  const events = isNode() ? ['uncaughtException', 'unhandledRejection'] : [];
  const before = events.map((event) => process!.listeners(event));
  try {
    return await work();
  } finally {
    events.forEach((event, i) => {
      for (const listener of process!.listeners(event)) {
        if (!before[i]!.includes(listener)) process!.removeListener(event, listener);
      }
    });
  }
}

const loaders: Readonly<Record<EngineName, (wasmPath: WasmPath | undefined) => Promise<unknown>>> = {
  'tfjs-node-gpu': () => importNative('@tensorflow/tfjs-node-gpu'),
  'tfjs-node': () => importNative('@tensorflow/tfjs-node'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  async wasm(wasmPath) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const paths = wasmPath ?? (isNode() ? undefined : wasmFiles());
    if (paths !== undefined) setWasmPaths(paths);
    // TensorFlow.js starts its threads from blob: URLs of its own functions as text. A strict security policy forbids the
    // first, and it waits for ever; a minifier breaks the second.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  },
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};

/** A parameter keeps bundlers from looking for the native packages when they build for browsers. */
async function importNative(name: string): Promise<unknown> {
  const util = process?.getBuiltinModule?.('util') as Record<string, unknown> | undefined;
  if (util) {
    // tfjs-node 4.22 calls functions that Node 23 took away.
    util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
    util['isArray'] ??= Array.isArray;
  }
  return import(/* @vite-ignore */ name);
}

let last: Promise<unknown> = Promise.resolve();

/** Runs one piece of work at a time. */
async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = last;
  const mine = (async () => {
    await before.catch(() => undefined);
    return work();
  })();
  last = mine;
  return mine;
}
