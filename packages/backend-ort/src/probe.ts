import { XaiError, sizeOf } from '@pellucid/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import type { Shape } from './autodiff/rule.js';
import { requireBounds } from './bounds.js';
import type { BoundOptions, Prober } from './bounds.js';
import { isFloatDType } from './dtypes.js';
import { requireMemory } from './memory.js';
import type { TensorType } from './memory.js';
import { byteLength } from './onnx/dtype.js';
import type { OnnxDType } from './onnx/dtype.js';
import type { ConstantTensor, Graph, GraphNode, ValueInfo } from './onnx/graph.js';
import { writeOnnx } from './onnx/write.js';
import { filledTensor } from './runtime/host-tensors.js';
import type { OrtModule } from './runtime/ort-module.js';
import { messageOf } from './runtime/message-of.js';
import type { SessionFactory } from './runtime/session.js';
import { staticValues, withConstants } from './static-values.js';

/** Type and shape of every tensor of a network, constants included; a free batch is `null`. */
export interface KnownTensors {
  readonly names: readonly string[];
  has(tensor: string): boolean;
  shapeOf(tensor: string): Shape;
  dtypeOf(tensor: string): OnnxDType;
  isFloat(tensor: string): boolean;
}

/** Name of the free batch side in the graphs given to the runtime. */
export const batchSide = 'N';

/** A network that was looked into. */
export interface Probed {
  /** With what was found to be constant in the place of the nodes that compute it. */
  readonly graph: Graph;
  readonly known: KnownTensors;
}

/**
 * Asks the runtime what a network is made of: all tensors become outputs of one session, whose metadata gives their types
 * and shapes. What that leaves open is found by running the network on zeros, with one row and with two: shapes that the
 * runtime could not infer, whose sides are the batch where the runs differ, and values that depend on nothing that is fed
 * (sizes computed at run time, computed weights), which become constants where the runs agree.
 *
 * @param graph with every side of its inputs a number, or `batchSide` for a free batch
 * @throws XaiError `model-unsupported` where the network does not run, with two rows if its batch is free
 */
export async function probe(
  graph: Graph,
  factory: SessionFactory,
  module: OrtModule,
  options: BoundOptions = {},
): Promise<Probed> {
  await requireBounds(graph, options, createProber(factory, module));
  const session = await createSession(withAllOutputs(graph), factory);
  try {
    const types = inferredTypes(graph, session);
    requireMemory(graph, types, options.memoryLimit);
    const open: string[] = [];
    const trusted = !graph.nodes.some(infersWrongly);
    for (const meta of session.outputMetadata) {
      if (!meta.isTensor) continue;
      // No sides: a scalar, or a tensor of unknown rank.
      const complete =
        trusted && meta.shape.length > 0 && meta.shape.every((side) => side === batchSide || sideOf(side) !== null);
      if (!complete) open.push(meta.name);
    }
    const values = staticValues(graph).filter((name) => types.has(name));
    const runs =
      open.length + values.length > 0
        ? await runOnZeros(graph, [...new Set([...open, ...values])], session, module)
        : [];
    for (const name of open)
      types.set(name, { dtype: types.get(name)!.dtype, shape: commonShape(runs.map((run) => run[name]!.dims)) });
    const constants = values.flatMap(
      (name) =>
        constantFrom(
          name,
          types.get(name)!.dtype,
          runs.map((run) => run[name]!),
        ) ?? [],
    );
    const folded = withConstants(graph, constants);
    for (const [name, { dtype, shape }] of folded.constants) types.set(name, { dtype, shape });
    return { graph: folded, known: knownFrom(types) };
  } finally {
    await session.release();
  }
}

function createSession(graph: Graph, factory: SessionFactory): Promise<InferenceSession> {
  return factory.create(writeOnnx(graph), {
    graphOptimizationLevel: 'disabled',
    // What fails here is said in an error, or tried in another way.
    logSeverityLevel: 4,
  });
}

function withAllOutputs(graph: Graph): Graph {
  const names = [...new Set(graph.nodes.flatMap(({ outputs }) => outputs))].filter((name) => name !== '');
  return { ...graph, outputs: names.map((name): ValueInfo => ({ name, dtype: 'other', shape: null })) };
}

/** Types and shapes of the inputs, and of the outputs as the runtime infers them. */
function inferredTypes({ inputs }: Graph, { outputMetadata }: InferenceSession): Map<string, TensorType> {
  const types = new Map<string, TensorType>();
  for (const { name, dtype, shape } of inputs) types.set(name, { dtype, shape: (shape ?? []).map(sideOf) });
  for (const meta of outputMetadata) {
    if (meta.isTensor) types.set(meta.name, { dtype: meta.type, shape: meta.shape.map(sideOf) });
  }
  return types;
}

async function using<Result>(
  graph: Graph,
  factory: SessionFactory,
  work: (session: InferenceSession) => Result | Promise<Result>,
): Promise<Result> {
  const session = await createSession(graph, factory);
  try {
    return await work(session);
  } finally {
    await session.release();
  }
}

function createProber(factory: SessionFactory, module: OrtModule): Prober {
  return {
    infer: (graph) => using(withAllOutputs(graph), factory, (session) => inferredTypes(graph, session)),
    run: (graph) =>
      using(graph, factory, async (session) => {
        const values = await runOnce(graph, session.outputNames, session, module, 1);
        return Object.entries(values).flatMap(([name, value]) => constantFrom(name, value.type, [value]) ?? []);
      }),
  };
}

function knownFrom(types: ReadonlyMap<string, TensorType>): KnownTensors {
  const get = (tensor: string): TensorType => {
    const type = types.get(tensor);
    if (!type)
      throw new XaiError(
        'model-unsupported',
        `'${tensor}' is not a tensor but a sequence or map, which cannot be fetched or differentiated.`,
      );
    return type;
  };
  return {
    names: [...types.keys()],
    has: (tensor) => types.has(tensor),
    shapeOf: (tensor) => get(tensor).shape,
    dtypeOf: (tensor) => get(tensor).dtype,
    isFloat: (tensor) => isFloatDType(types.get(tensor)?.dtype ?? 'other'),
  };
}

/**
 * Nodes for which the runtime infers other shapes than it makes: pools that round up count a window that starts past the
 * input, and sizes by scales are reckoned in another precision.
 */
function infersWrongly({ op, inputs, attributes }: GraphNode): boolean {
  return attributes['ceil_mode'] === 1 || (op === 'Resize' && Boolean(inputs[2]));
}

/** onnxruntime-web says -1, in 32 bits without a sign, for a side that it does not know. */
const unknownSide = 2 ** 32 - 1;

function sideOf(side: number | string | null): number | null {
  return typeof side === 'number' && side !== unknownSide ? side : null;
}

/** Sides in which all runs agree; `null` for the others. */
function commonShape([first, ...others]: readonly (readonly number[])[]): Shape {
  return first!.map((side, axis) => (others.every((shape) => shape[axis] === side) ? side : null));
}

/** The value that all runs agree on, or null. */
function constantFrom(name: string, dtype: OnnxDType, runs: readonly OrtTensor[]): ConstantTensor | null {
  const first = runs[0]!;
  const bytes = bytesOf(first);
  if (bytes?.length !== byteLength(dtype, sizeOf(first.dims))) return null;
  const agree = runs.every((run) => String(run.dims) === String(first.dims) && sameBytes(bytesOf(run), bytes));
  return agree ? { name, dtype, shape: [...first.dims], bytes: bytes.slice() } : null;
}

function sameBytes(a: Uint8Array | null, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, i) => byte === b[i]);
}

function bytesOf({ data }: OrtTensor): Uint8Array | null {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
}

type Values = Readonly<Record<string, OrtTensor>>;

/** The named values with one row of zeros fed and, where the batch is free, with two. */
async function runOnZeros(
  graph: Graph,
  names: readonly string[],
  session: InferenceSession,
  module: OrtModule,
): Promise<Values[]> {
  const free = graph.inputs.some(({ shape }) => shape?.[0] === batchSide);
  const runs: Values[] = [];
  for (const batch of free ? [1, 2] : [1]) runs.push(await runOnce(graph, names, session, module, batch));
  return runs;
}

async function runOnce(
  graph: Graph,
  names: readonly string[],
  session: InferenceSession,
  module: OrtModule,
  batch: number,
): Promise<Values> {
  try {
    return await session.run(zeroFeeds(graph, module, batch), names);
  } catch (cause) {
    const rows = batch > 1 ? ` with ${batch} rows` : '';
    throw new XaiError(
      'model-unsupported',
      `The network cannot be run${rows} on zeros to learn its shapes: ${messageOf(cause)}`,
      { cause },
    );
  }
}

/** Zeros for every input, with so many rows where the batch is free. */
export function zeroFeeds({ inputs }: Graph, module: OrtModule, batch: number): Values {
  return Object.fromEntries(inputs.map((input) => [input.name, zeros(module, input, batch)]));
}

function zeros(module: OrtModule, { dtype, shape }: ValueInfo, batch: number): OrtTensor {
  const sides = (shape ?? []).map((side) => (typeof side === 'number' ? side : batch));
  return filledTensor(module, dtype, sides, () => 0);
}
