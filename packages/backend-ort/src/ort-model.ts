import { XaiError, arrayCotangents, callChecks, requireUse, runInBatches, throwIfAborted } from '@pellucid/core';
import type {
  AbortSignalLike,
  CanDifferentiate,
  CanRun,
  InputShapes,
  Model,
  RuleSet,
  Tensor,
  TensorGroups,
  Tensors,
} from '@pellucid/core';
import type { BoundOptions } from './bounds.js';
import { carriedBy, cotangentSymbols, pickFetches, sessionFeeds } from './call.js';
import type { Cut } from './cut.js';
import { cutModel, gradientName } from './cut.js';
import { layersOf } from './layers.js';
import { layoutsOf } from './onnx/axes/layouts.js';
import type { Graph } from './onnx/graph.js';
import { readOnnx } from './onnx/read.js';
import type { ReadOptions } from './onnx/read.js';
import type { Prepared } from './prepare.js';
import { prepare } from './prepare.js';
import { fromOrt, toOrt } from './runtime/host-tensors.js';
import { messageOf } from './runtime/message-of.js';
import type { OrtRuntime, RuntimeOptions } from './runtime/ort-runtime.js';
import { loadRuntime } from './runtime/ort-runtime.js';
import type { SessionOptions } from './runtime/session.js';
import { createSessionFactory } from './runtime/session.js';
import type { Compiled } from './runtime/session-cache.js';
import { createSessionCache } from './runtime/session-cache.js';
import { createTensorSpecs } from './tensor-specs.js';

export interface OrtModelOptions extends RuntimeOptions, SessionOptions, ReadOptions, BoundOptions {
  /** Sizes for inputs whose sides are free, by input name, batch included (ignored). Pictures default to 224 x 224. */
  readonly inputShapes?: InputShapes;
  /** Bytes of compiled sessions to keep. Default 1 GiB. */
  readonly cacheBytes?: number;
}

/** An ONNX network that can be run and differentiated at any tensor. */
export interface OrtModel extends Model, CanRun, CanDifferentiate {
  /** The graph after reading and raising to opset 17 or later. */
  readonly graph: Graph;
}

/**
 * Loads an ONNX file.
 *
 * @param bytes the file's content
 * @throws XaiError `model-invalid`, `model-unsupported` or `runtime`
 */
export async function loadOnnxModel(bytes: Uint8Array, options: OrtModelOptions = {}): Promise<OrtModel> {
  const file = readOnnx(bytes, options);
  const runtime = await loadRuntime(options);
  return createModel(await prepare(file, options.inputShapes ?? {}, runtime, options), runtime, options);
}

function createModel(prepared: Prepared, runtime: OrtRuntime, options: OrtModelOptions): OrtModel {
  const { graph, known, batch } = prepared;
  const factory = createSessionFactory(runtime, options);
  const cache = createSessionCache<Compiled>(options.cacheBytes ?? 2 ** 30);
  const specs = createTensorSpecs(known, layoutsOf(graph, known, batch));
  const ruleSets: readonly RuleSet[] = ['gradient', 'guided-backprop', 'deconvnet'];
  const check = callChecks(
    { names: () => known.names, spec: (name) => (known.has(name) ? specs.spec(name) : undefined) },
    ruleSets,
  );
  let disposed = false;

  /** Compiles a cut, or finds it, and runs it once on rows that fit its batch. */
  const execute = (cut: Cut, feeds: Tensors): Promise<Record<string, Tensor>> => {
    const compile = async (): Promise<Compiled> => {
      const model = cutModel(graph, known, cut);
      return { session: await factory.create(model, { graphOptimizationLevel: 'all' }), bytes: model.byteLength };
    };
    const carried = carriedBy(cut);
    const storedAs = (name: string) => specs.stored(carried(name));
    return cache.use(JSON.stringify([factory.provider(), cut]), compile, async ({ session }) => {
      const converted = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, toOrt(runtime.module, tensor, storedAs(name))]),
      );
      const results = await session.run(converted);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, fromOrt(name, tensor, storedAs(name).layout)]),
      );
    });
  };

  /** `execute`, on the next provider if this one fails at work. */
  const executeAnywhere = async (cut: Cut, feeds: Tensors): Promise<Record<string, Tensor>> => {
    for (;;) {
      try {
        return await execute(cut, feeds);
      } catch (cause) {
        if (cause instanceof XaiError) throw cause;
        if (!factory.abandon(cause))
          throw new XaiError('runtime', `ONNX Runtime failed: ${messageOf(cause)}`, { cause });
      }
    }
  };

  /** `executeAnywhere` over as many batches as the file's fixed batch asks for. */
  const executeBatches = async (
    cut: Cut,
    given: TensorGroups<'feeds' | 'cotangents'>,
    signal: AbortSignalLike | undefined,
  ): Promise<Record<string, Tensor>> => {
    throwIfAborted(signal);
    // Nothing is left to compute, and a session without nodes cannot be made.
    if (cut.wrt.length === 0 && cut.fetches.every((name) => cut.feeds.includes(name))) return {};
    const once = async ({ feeds, cotangents }: typeof given) => ({
      results: await executeAnywhere(cut, sessionFeeds(feeds, cotangents)),
    });
    const made =
      batch === null ? once(given) : runInBatches(once, given, batch, (name) => known.shapeOf(name)[0], signal);
    return (await made).results;
  };

  return {
    graph,
    inputs: graph.inputs.map(({ name }) => specs.spec(name)),
    outputs: graph.outputs.filter(({ name }) => known.has(name)).map(({ name }) => specs.spec(name)),
    layers: layersOf(graph, known, specs),
    get runtime() {
      const engine = factory.provider();
      const threads = engine === 'wasm' ? runtime.module.threads?.() : undefined;
      return {
        name: runtime.name,
        version: runtime.version,
        engine,
        ...(threads !== undefined && { threads }),
        fallbacks: factory.fallbacks(),
      };
    },
    metadata: graph.metadata,
    notes: prepared.notes,
    ruleSets,
    async run(feeds, fetches, { signal } = {}) {
      requireUse(disposed);
      check.run(feeds, fetches);
      const cut: Cut = {
        feeds: Object.keys(feeds).sort(),
        fetches: [...fetches].sort(),
        cotangents: [],
        wrt: [],
        rules: 'gradient',
      };
      return pickFetches(await executeBatches(cut, { feeds, cotangents: {} }, signal), feeds, fetches);
    },
    async vjp(feeds, cotangents, wrt, { fetches = [], rules = 'gradient', signal } = {}) {
      requireUse(disposed);
      check.vjp(feeds, { cotangents, wrt, fetches, rules });
      const cut: Cut = {
        feeds: Object.keys(feeds).sort(),
        fetches: [...fetches].sort(),
        cotangents: cotangentSymbols(cotangents),
        wrt: [...wrt].sort(),
        rules,
      };
      const results = await executeBatches(cut, { feeds, cotangents: arrayCotangents(cotangents) }, signal);
      return {
        gradients: Object.fromEntries(wrt.map((name) => [name, results[gradientName(name)]!])),
        values: pickFetches(results, feeds, fetches),
      };
    },
    dispose() {
      disposed = true;
      return cache.clear();
    },
  };
}
