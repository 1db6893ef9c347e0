import { XaiError, requireInputs } from '@pellucid/core';
import type { InputShapes } from '@pellucid/core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { io, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { asJson } from '../artifacts.js';
import type { CheckedArtifacts } from '../artifacts.js';
import { messageOf } from '../engines.js';
import { fixStoredSides } from '../input-shape.js';
import type { Network } from '../network.js';
import type { Step, StoredTensor } from '../program.js';
import type { Ends } from './ends.js';
import { endsOf, inputShape } from './ends.js';
import { graphSteps } from './graph-program.js';
import type { Surroundings } from './node-facts.js';
import type { GraphNode } from './nodes.js';
import { dtypeOf, nodeOf, readNodes } from './nodes.js';
import type { GraphInput } from './probe.js';
import { freeTensors, probe, wave } from './probe.js';
import type { RevisedGraph } from './revise.js';
import { reviseGraph } from './revise.js';
import { dependentsOf } from './topology.js';
import type { Dependents } from './topology.js';

/**
 * Loads a GraphModel, and runs it on one row and on two to learn the shapes of its tensors.
 *
 * @throws XaiError `model-invalid`, `model-unsupported` or `usage`
 */
export async function loadGraphNetwork(artifacts: CheckedArtifacts, shapes: InputShapes): Promise<Network> {
  const notes: string[] = [];
  const nodes = readNodes(artifacts.topology);
  const ends = endsOf(nodes, artifacts);
  requireInputs(ends.inputs, shapes);
  const inputs = ends.inputs.map((name) =>
    inputOf(
      nodes.find((node) => node.name === name)!,
      ends,
      shapes[name],
      notes,
    ),
  );
  const dependents = dependentsOf(nodes, ends.inputs);
  const graph = reviseGraph(nodes, dependents.has, ends.outputs);
  const model = await load(artifacts, graph, inputs);
  try {
    return { ...(await networkOf(model, dependents, ends, graph, inputs, notes)), dispose: () => model.dispose() };
  } catch (cause) {
    model.dispose();
    throw cause;
  }
}

/** An input, and the rows that the file fixes. */
interface FileInput extends GraphInput {
  readonly rows: number | null;
}

function inputOf(node: GraphNode, ends: Ends, wanted: readonly number[] | undefined, notes: string[]): FileInput {
  const said = inputShape(node, ends) ?? wanted?.map(() => null);
  if (!said) {
    throw new XaiError(
      'model-unsupported',
      `The model does not say the rank of its input '${node.name}'. Give its shape when you load it.`,
    );
  }
  const fixed = fixStoredSides(node.name, said, wanted, notes);
  const open = fixed.findIndex((side, axis) => axis > 0 && side === null);
  if (open > 0) {
    throw new XaiError(
      'model-unsupported',
      `The model leaves side ${open} of its input '${node.name}' free. Give its shape when you load it.`,
    );
  }
  const sides = fixed.length === 0 ? null : (fixed.slice(1) as number[]);
  return { name: node.name, dtype: dtypeOf(node), sides, rows: fixed[0] ?? null };
}

/** Loads the revised graph, whose inputs take any number of rows. */
async function load(
  { topology, weightSpecs, weightData, json }: CheckedArtifacts,
  { nodes }: RevisedGraph,
  inputs: readonly GraphInput[],
): Promise<GraphModel> {
  const node = nodes.map((each) => {
    const input = inputs.find(({ name }) => name === each.name);
    if (!input) return each;
    const dim = input.sides ? [-1, ...input.sides].map((size) => ({ size: String(size) })) : [];
    return { ...each, attr: { ...each.attr, shape: { shape: { dim } } } };
  });
  const modelTopology = { versions: { producer: 0, minConsumer: 0 }, ...topology, node };
  const initializer = asJson(json['modelInitializer']);
  try {
    return await loadGraphModel(
      io.fromMemory({ modelTopology, weightSpecs, weightData, ...(initializer && { modelInitializer: initializer }) }),
    );
  } catch (cause) {
    throw new XaiError('model-invalid', `TensorFlow.js cannot load this GraphModel: ${messageOf(cause)}`, { cause });
  }
}

async function networkOf(
  model: GraphModel,
  dependents: Dependents,
  ends: Ends,
  graph: RevisedGraph,
  inputs: readonly FileInput[],
  notes: string[],
): Promise<Omit<Network, 'dispose'>> {
  const linear = new Set([...graph.splits.values()].map((split) => split.linear));
  const weights = model.weights as Readonly<Record<string, Tensor[]>>;
  let tensors: ReadonlyMap<string, StoredTensor> = new Map();
  const around: Surroundings = {
    shapeOf: (name) => tensors.get(name)?.shape ?? weights[name]?.[0]?.shape,
    constantOf: (name) => {
      const weight = weights[name]?.[0];
      return weight && weight.dtype !== 'string' && weight.size <= 64 ? [...(weight.dataSync() as Int32Array)] : null;
    },
    varies: (name) => dependents.has(nodeOf(name)) || linear.has(name),
  };
  const stepsNow = (): Step[] =>
    graphSteps(dependents, graph, ends, around, (fed, wanted) => model.execute(fed, wanted));
  const steps = stepsNow().filter((step) => step.asynchronous === undefined);
  const found = shapesOf(steps, inputs, ends, notes);
  const later = [...dependents.asynchronous.keys()].length > 0;
  tensors = later
    ? new Map([
        ...found.tensors,
        ...(await probeAsynchronously(model, stepsNow(), graph, inputs, ends, found.batch ?? 1)),
      ])
    : found.tensors;
  const known = stepsNow().filter(({ outputs }) => outputs.some((name) => tensors.has(name)));
  const program = {
    inputs: ends.inputs,
    outputs: ends.outputs.filter((name) => tensors.has(name)),
    steps: known,
    tensors,
  };
  return {
    program,
    batch: found.batch,
    notes,
    ...(later && {
      computeAsynchronously: async (values, wanted) => {
        const fed = Object.fromEntries([...values].map(([name, tensor]) => [graph.feedingOf(name), tensor]));
        return [await model.executeAsync(fed, wanted.map(graph.fetchingOf))].flat();
      },
    }),
  };
}

/** A first side beyond this is no batch. */
const largestBatch = 64;

function shapesOf(
  steps: readonly Step[],
  inputs: readonly FileInput[],
  { outputs }: Ends,
  notes: string[],
): { tensors: ReadonlyMap<string, StoredTensor>; batch: number | null } {
  const rows = inputs.find(({ sides }) => sides)?.rows ?? 1;
  const made = outputs.filter((name) => steps.some((step) => step.outputs.includes(name)));
  let single;
  try {
    single = probe(steps, inputs, 1, made);
    const free = freeTensors(single, probe(steps, inputs, 2, made));
    if (free) return { tensors: free, batch: null };
  } catch (cause) {
    if (rows > largestBatch) throw cause;
  }
  const fixed = rows === 1 && single ? single : probe(steps, inputs, rows, made);
  notes.push(`This file takes batches of exactly ${rows}: inputs run one batch after another.`);
  return { tensors: fixed.tensors, batch: rows };
}

/** Shapes of what asynchronous steps make of one batch: sides are free, as they may depend on the data, but for what the signature says. */
async function probeAsynchronously(
  model: GraphModel,
  steps: readonly Step[],
  graph: RevisedGraph,
  inputs: readonly GraphInput[],
  ends: Ends,
  rows: number,
): Promise<Map<string, StoredTensor>> {
  const names = steps.filter((step) => step.asynchronous !== undefined).flatMap(({ outputs }) => outputs);
  const fed = tidy(() => Object.fromEntries(inputs.map((input) => [graph.feedingOf(input.name), wave(input, rows)])));
  try {
    const results = [await model.executeAsync(fed, names.map(graph.fetchingOf))].flat();
    const tensors = new Map(
      results.map(({ dtype, shape }, i): [string, StoredTensor] => {
        const said = ends.shapes.get(names[i]!) ?? [];
        return [
          names[i]!,
          { dtype, shape: shape.map((side, axis) => (axis > 0 && side === said[axis] ? side : null)) },
        ];
      }),
    );
    for (const result of results) result.dispose();
    return tensors;
  } finally {
    for (const tensor of Object.values(fed)) tensor.dispose();
  }
}
