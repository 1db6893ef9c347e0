import { XaiError } from '@pellucid/core';
import type { InputShapes } from '@pellucid/core';
import type { BoundOptions } from './bounds.js';
import { freedBatch } from './freed-batch.js';
import { fixInputs } from './fix-inputs.js';
import type { Graph } from './onnx/graph.js';
import type { OtherFloat } from './onnx/passes/to-float32.js';
import { toFloat32 } from './onnx/passes/to-float32.js';
import { reachableFrom } from './onnx/topology.js';
import { upgradeGraph } from './onnx/upgrade/index.js';
import { writeOnnx } from './onnx/write.js';
import type { KnownTensors, Probed } from './probe.js';
import { batchSide, probe, zeroFeeds } from './probe.js';
import type { OrtModule } from './runtime/ort-module.js';
import type { OrtRuntime } from './runtime/ort-runtime.js';
import type { SessionFactory, SessionOptions } from './runtime/session.js';
import { createSessionFactory } from './runtime/session.js';

/** A network, ready to be cut and differentiated. */
export interface Prepared {
  /** Of opset 17 or later, in float32, with numbers for all sides but a free batch. */
  readonly graph: Graph;
  readonly known: KnownTensors;
  /** Rows that the network takes at once; `null` for any number. */
  readonly batch: number | null;
  /** What a user should know of how the file is handled. */
  readonly notes: readonly string[];
}

/** What the runtime makes of a network, and whether its batch is free. */
type Found = Omit<Prepared, 'notes'>;

/**
 * Brings a file's network into the form that cuts are made of.
 *
 * @param shapes of inputs whose sides are free, by name; see `fixInputs`
 * @throws XaiError `usage` or `model-unsupported`
 */
export async function prepare(
  file: Graph,
  shapes: InputShapes,
  runtime: OrtRuntime,
  options: SessionOptions & BoundOptions,
): Promise<Prepared> {
  const { graph: plain, found } = toFloat32(upgradeGraph(file));
  const { graph, notes } = fixInputs(plain, shapes);
  if (graph.inputs.length === 0)
    throw new XaiError('model-unsupported', 'The network has no inputs, so there is nothing to explain.');
  const prepared = await withBatch(graph, createLab(runtime, options), notes);
  return { ...prepared, notes: [...found.map(floatNote), ...notes] };
}

/** A first side beyond this is no batch, and too many rows to try. */
const largestHiddenBatch = 64;

/** What networks are tried with. A provider that fails at one of them is not left for good. */
interface Lab {
  readonly module: OrtModule;
  readonly factory: () => SessionFactory;
  readonly look: (graph: Graph) => Promise<Probed>;
}

function createLab(runtime: OrtRuntime, options: SessionOptions & BoundOptions): Lab {
  const factory = () => createSessionFactory(runtime, options);
  return { module: runtime.module, factory, look: (graph) => probe(graph, factory(), runtime.module, options) };
}

async function withBatch(graph: Graph, lab: Lab, notes: string[]): Promise<Found> {
  const batch = graph.inputs.find(({ shape }) => shape?.length)?.shape?.[0];
  if (typeof batch === 'number') return withFixedBatch(await lab.look(graph), batch, lab, notes);
  try {
    const free = await lab.look(graph);
    const rows = await rowsInside(free, lab);
    if (rows === null) return { ...free, batch: null };
    return await withHiddenBatch(await lab.look(ofRows(graph, rows)), rows, lab, notes);
  } catch (cause) {
    // What needs one row, though the file does not say so, has a fixed batch; what fails there too fails for good.
    const single = await lab.look(ofRows(graph, 1)).catch(() => null);
    if (!single) throw cause;
    return withHiddenBatch(single, 1, lab, notes);
  }
}

/** The rows that a network with a free batch makes whatever it is fed, if it does not run with others; else null. */
async function rowsInside({ graph, known }: Probed, { module, factory }: Lab): Promise<number | null> {
  const inputs = graph.inputs.map(({ name }) => name);
  const dynamic = reachableFrom(graph, inputs);
  const outputs = graph.outputs.filter(({ name }) => known.has(name) && dynamic.has(name));
  const rows = outputs.map(({ name }) => known.shapeOf(name)[0]).find((side) => typeof side === 'number');
  if (!rows || rows > largestHiddenBatch) return null;
  const session = await factory().create(writeOnnx({ ...graph, outputs }), { logSeverityLevel: 4 });
  try {
    await session.run(zeroFeeds(graph, module, rows + 1));
    return null;
  } catch {
    return rows;
  } finally {
    await session.release();
  }
}

function withHiddenBatch(fixed: Probed, batch: number, lab: Lab, notes: string[]): Promise<Found> {
  notes.push(`The file says that its batch is free, but it holds the size of a batch of ${batch}.`);
  return withFixedBatch(fixed, batch, lab, notes);
}

async function withFixedBatch(fixed: Probed, batch: number, lab: Lab, notes: string[]): Promise<Found> {
  const freed = await freedBatch(fixed, batch, lab.look, lab.factory(), lab.module);
  const says = `The file fixes the batch at ${batch}`;
  if (typeof freed === 'string') {
    notes.push(`${says}: more pictures are run one batch after another (${freed}).`);
    return { ...fixed, batch };
  }
  notes.push(`${says}: it was made free, and two random inputs gave together what the file gives for each alone.`);
  return { ...freed, batch: null };
}

function ofRows(graph: Graph, rows: number): Graph {
  const inputs = graph.inputs.map((input) => ({
    ...input,
    shape: input.shape?.map((side) => (side === batchSide ? rows : side)) ?? null,
  }));
  return { ...graph, inputs };
}

function floatNote(dtype: OtherFloat): string {
  return dtype === 'float64'
    ? 'The file computes in float64: it is run in float32, and digits beyond the seventh are lost.'
    : `The file holds ${dtype} numbers: it is run in float32, which holds them exactly.`;
}
