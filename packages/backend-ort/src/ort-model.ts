import { XaiError, asFloat, concatRows, rows, throwIfAborted } from '@pellucid/core';
import type { AbortSignalLike, CanDifferentiate, CanRun, Model, Tensor, TensorSpec, Tensors } from '@pellucid/core';
import { arrayCotangents, checkShapes, cotangentSymbols, pickFetches, requireFloats, requireTensors } from './call.js';
import type { Cut } from './cut.js';
import { cutModel, gradientName } from './cut.js';
import { toCoreDType } from './dtypes.js';
import { fixInputs } from './fix-inputs.js';
import { probe } from './probe.js';
import { layersOf } from './layers.js';
import type { Graph } from './onnx/graph.js';
import { readOnnx } from './onnx/read.js';
import type { ReadOptions } from './onnx/read.js';
import { upgradeGraph } from './onnx/upgrade/index.js';
import { fromOrt, toOrt } from './runtime/host-tensors.js';
import type { OrtRuntime, RuntimeOptions } from './runtime/ort-runtime.js';
import { loadRuntime, messageOf } from './runtime/ort-runtime.js';
import type { SessionOptions } from './runtime/session.js';
import { createSessionFactory } from './runtime/session.js';
import type { Compiled } from './runtime/session-cache.js';
import { createSessionCache } from './runtime/session-cache.js';

export interface OrtModelOptions extends RuntimeOptions, SessionOptions, ReadOptions {
  /** Sizes for inputs whose sides are free, by input name, batch included (ignored). Pictures default to 224 x 224. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>;
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
  const { graph, notes } = fixInputs(upgradeGraph(readOnnx(bytes, options)), options.inputShapes ?? {});
  const runtime = await loadRuntime(options);
  return createModel(graph, notes, runtime, options);
}

async function createModel(
  source: Graph,
  notes: string[],
  runtime: OrtRuntime,
  options: OrtModelOptions,
): Promise<OrtModel> {
  const factory = createSessionFactory(runtime, options);
  const { graph, known } = await probe(source, factory, runtime.module);
  const cache = createSessionCache<Compiled>(options.cacheBytes ?? 2 ** 30);
  const spec = (name: string): TensorSpec => {
    const shape = known.shapeOf(name);
    return { name, dtype: toCoreDType(known.dtypeOf(name)), shape, layout: shape.length === 4 ? 'nchw' : null };
  };
  const fixedBatch = known.shapeOf(graph.inputs[0]!.name)[0] ?? null;
  if (fixedBatch !== null)
    notes.push(`The file fixes the batch at ${fixedBatch}: more pictures are run one batch after another.`);

  /** Compiles a cut, or finds it, and runs it once on rows that fit its batch. */
  const execute = (cut: Cut, feeds: Tensors): Promise<Record<string, Tensor>> => {
    const compile = async (): Promise<Compiled> => {
      const model = cutModel(graph, known, cut);
      return { session: await factory.create(model, { graphOptimizationLevel: 'all' }), bytes: model.byteLength };
    };
    return cache.use(JSON.stringify([factory.provider(), cut]), compile, async ({ session }) => {
      const converted = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, toOrt(runtime.module, tensor)]),
      );
      const results = await session.run(converted);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [
          name,
          fromOrt(name, tensor, tensor.dims.length === 4 ? 'nchw' : null),
        ]),
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
    feeds: Tensors,
    signal: AbortSignalLike | undefined,
  ): Promise<Record<string, Tensor>> => {
    throwIfAborted(signal);
    const count = batchOf(feeds);
    if (fixedBatch === null || count === fixedBatch) return executeAnywhere(cut, feeds);
    if (count % fixedBatch !== 0) {
      throw new XaiError(
        'usage',
        `This file takes batches of exactly ${fixedBatch}, but ${count} rows came. Give a multiple of ${fixedBatch}.`,
      );
    }
    const parts: Record<string, Tensor>[] = [];
    for (let start = 0; start < count; start += fixedBatch) {
      throwIfAborted(signal);
      const part = Object.entries(feeds).map(([name, tensor]) => [
        name,
        rows(asFloat(tensor, name), start, start + fixedBatch),
      ]);
      parts.push(await executeAnywhere(cut, Object.fromEntries(part) as Tensors));
    }
    return Object.fromEntries(
      Object.keys(parts[0]!).map((name) => [name, concatRows(parts.map((part) => asFloat(part[name], name)))]),
    );
  };

  return {
    graph,
    inputs: graph.inputs.map(({ name }) => spec(name)),
    outputs: graph.outputs.filter(({ name }) => known.has(name)).map(({ name }) => spec(name)),
    layers: layersOf(graph, known),
    get runtime() {
      return {
        name: runtime.name,
        version: runtime.version,
        engine: factory.provider(),
        fallbacks: factory.fallbacks(),
      };
    },
    metadata: graph.metadata,
    notes,
    ruleSets: ['gradient', 'guided-backprop', 'deconvnet'],
    async run(feeds, fetches, { signal } = {}) {
      requireTensors(known, [...Object.keys(feeds), ...fetches]);
      checkShapes(known, feeds);
      const cut: Cut = {
        feeds: Object.keys(feeds).sort(),
        fetches: [...fetches].sort(),
        cotangents: [],
        wrt: [],
        rules: 'gradient',
      };
      return pickFetches(await executeBatches(cut, feeds, signal), feeds, fetches);
    },
    async vjp(feeds, cotangents, wrt, { fetches = [], rules = 'gradient', signal } = {}) {
      requireTensors(known, [...Object.keys(feeds), ...fetches, ...wrt, ...Object.keys(cotangents)]);
      checkShapes(known, feeds);
      requireFloats(known, [...wrt, ...Object.keys(cotangents)]);
      checkShapes(known, cotangents);
      const cut: Cut = {
        feeds: Object.keys(feeds).sort(),
        fetches: [...fetches].sort(),
        cotangents: cotangentSymbols(cotangents),
        wrt: [...wrt].sort(),
        rules,
      };
      const results = await executeBatches(cut, { ...feeds, ...arrayCotangents(cotangents) }, signal);
      return {
        gradients: Object.fromEntries(wrt.map((name) => [name, results[gradientName(name)]!])),
        values: pickFetches(results, feeds, fetches),
      };
    },
    dispose: () => cache.clear(),
  };
}

function batchOf(feeds: Tensors): number {
  return Object.values(feeds)[0]?.shape[0] ?? 1;
}
