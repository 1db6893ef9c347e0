import { XaiError, sizeOf } from '@pellucid/core';
import type { Tensor as OrtTensor } from 'onnxruntime-web';
import type { Axes } from './onnx/axes/atom.js';
import { isPurely } from './onnx/axes/atom.js';
import { traceAxes } from './onnx/axes/trace.js';
import type { Graph, ValueInfo } from './onnx/graph.js';
import { freeBatch } from './onnx/passes/free-batch.js';
import { writeOnnx } from './onnx/write.js';
import type { Probed } from './probe.js';
import { batchSide } from './probe.js';
import { filledTensor } from './runtime/host-tensors.js';
import type { OrtModule } from './runtime/ort-module.js';
import { messageOf } from './runtime/message-of.js';
import type { SessionFactory } from './runtime/session.js';

type Values = Readonly<Record<string, OrtTensor>>;

/**
 * Largest relative difference (L2) between a row computed alone and beside another: kernels differ with the shape and add
 * up in another order. Mixed rows differ by about 1.
 */
const tolerance = 1e-3;

/**
 * The network with a free batch, if that gives for two batches of random numbers together what the file's own gives for
 * each alone: in all outputs, and in what these are made of, as a softmax may hide much. Else the reason why not.
 */
export async function freedBatch(
  fixed: Probed,
  batch: number,
  look: (graph: Graph) => Promise<Probed>,
  factory: SessionFactory,
  module: OrtModule,
): Promise<Probed | string> {
  const { graph, known } = fixed;
  const axes = traceAxes(graph, known, batch);
  const rewritten = freeBatch(graph, { batch, side: batchSide, shapeOf: known.shapeOf, axes });
  if (!rewritten) return 'it drops sides of 1, whichever they are';
  try {
    const freed = await look(rewritten);
    const names = checked(graph, axes);
    const runs = await runBoth({ fixed: graph, freed: freed.graph }, names, batch, factory, module);
    const mixed = names.find((name) => !runs.every(({ whole, parts, fed }) => agrees(whole[name]!, parts(name), fed)));
    return mixed === undefined ? freed : `with a free batch '${mixed}' of one picture depends on the others`;
  } catch (cause) {
    if (cause instanceof XaiError && cause.code !== 'model-unsupported') throw cause;
    return `with a free batch it does not run: ${messageOf(cause)}`;
  }
}

/** The outputs that depend on the inputs, and those values in rows that the nodes which make them read. */
function checked({ nodes, outputs, inputs }: Graph, axes: ReadonlyMap<string, Axes>): string[] {
  const ends = new Set(outputs.map(({ name }) => name));
  const fed = new Set(inputs.map(({ name }) => name));
  const before = nodes
    .filter((node) => node.outputs.some((name) => ends.has(name)))
    .flatMap((node) => node.inputs)
    .filter((name) => isPurely(axes.get(name)?.[0], 'batch'));
  return [...new Set([...ends, ...before])].filter((name) => axes.has(name) && !fed.has(name));
}

/** Values that should be the same: of rows that were fed together, and of the parts of them. */
interface Runs {
  readonly whole: Values;
  readonly parts: (name: string) => readonly OrtTensor[];
  /** Rows that were fed for each part. */
  readonly fed: number;
}

async function runBoth(
  graphs: { readonly fixed: Graph; readonly freed: Graph },
  names: readonly string[],
  batch: number,
  factory: SessionFactory,
  module: OrtModule,
): Promise<Runs[]> {
  const { inputs } = graphs.fixed;
  const isBatched = ({ shape }: ValueInfo): boolean => shape?.[0] === batch;
  const noise = createNoise();
  const rows = inputs.map((input) => draw(module, input, isBatched(input) ? 2 * batch : null, noise));
  const feeds = (start: number, count: number): Values =>
    Object.fromEntries(
      inputs.map((input, i) => [input.name, isBatched(input) ? rowsOf(module, rows[i]!, start, count) : rows[i]!]),
    );
  const run = async (graph: Graph, fed: readonly Values[]): Promise<Values[]> => {
    const outputs = names.map((name): ValueInfo => ({ name, dtype: 'other', shape: null }));
    const session = await factory.create(writeOnnx({ ...graph, outputs }), { logSeverityLevel: 4 });
    try {
      const results: Values[] = [];
      for (const one of fed) results.push(await session.run(one));
      return results;
    } finally {
      await session.release();
    }
  };
  const alone = await run(graphs.fixed, [feeds(0, batch), feeds(batch, batch)]);
  const all = feeds(0, 2 * batch);
  const [together, first] = await run(graphs.freed, batch > 1 ? [all, feeds(0, 1)] : [all]);
  const runs: Runs[] = [{ whole: together!, parts: (name) => alone.map((values) => values[name]!), fed: batch }];
  // Rows that belong together in the file's batch cannot be had one by one.
  if (first) runs.push({ whole: first, parts: (name) => [rowsOf(module, alone[0]![name]!, 0, 1)], fed: 1 });
  return runs;
}

/**
 * Whether a value is the parts one after another, each with a row (or as many) for every row that was `fed`; or, where it does
 * not depend on the rows, each of the parts.
 */
function agrees(whole: OrtTensor, parts: readonly OrtTensor[], fed: number): boolean {
  const [first] = parts;
  const inner = String(whole.dims.slice(1)) === String(first!.dims.slice(1));
  if (!inner || whole.dims.length !== first!.dims.length || whole.dims.length === 0) {
    return whole.dims.length === 0 && parts.every((part) => isClose(whole.data, part.data, 0));
  }
  const rows = parts.reduce((sum, { dims }) => sum + dims[0]!, 0);
  if (whole.dims[0] === rows) {
    if (first!.dims[0]! % fed !== 0) return false;
    let start = 0;
    return parts.every((part) => {
      const close = isClose(whole.data, part.data, start);
      start += part.data.length;
      return close;
    });
  }
  return whole.dims[0] === first!.dims[0] && parts.every((part) => isClose(whole.data, part.data, 0));
}

/** Whether `part` stands in `whole` from `start` on: floats nearly, everything else exactly. */
function isClose(whole: OrtTensor['data'], part: OrtTensor['data'], start: number): boolean {
  const isFloat = part instanceof Float32Array;
  let [squares, size] = [0, 0];
  for (let i = 0; i < part.length; i++) {
    const [actual, expected] = [whole[start + i], part[i]];
    if (actual === expected) {
      if (isFloat && Number.isFinite(part[i])) size += part[i]! ** 2;
      continue;
    }
    if (!isFloat) return false;
    squares += (Number(actual) - part[i]!) ** 2;
    size += part[i]! ** 2;
  }
  return squares <= tolerance ** 2 * Math.max(size, 1e-12);
}

/** Numbers around 0 for an input, or 0 and 1 where it takes integers, which every table has. */
function draw(module: OrtModule, { dtype, shape }: ValueInfo, rows: number | null, noise: () => number): OrtTensor {
  const sides = (shape ?? []).map((side, axis) => (axis === 0 && rows !== null ? rows : Number(side)));
  return filledTensor(module, dtype, sides, dtype === 'float32' ? () => 4 * noise() - 2 : () => Math.round(noise()));
}

/** Numbers from 0 to 1, the same each time; of a quality that suffices here, and fast (Numerical Recipes' generator). */
function createNoise(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function rowsOf({ Tensor }: OrtModule, { type, data, dims }: OrtTensor, start: number, count: number): OrtTensor {
  const size = sizeOf(dims.slice(1));
  const part = (data as Float32Array).subarray(start * size, (start + count) * size);
  return new Tensor(type as 'float32', part, [count, ...dims.slice(1)]);
}
