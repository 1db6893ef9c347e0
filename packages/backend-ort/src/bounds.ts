import { XaiError } from '@pellucid/core';
import { requireMemory } from './memory.js';
import type { TensorType } from './memory.js';
import { constantFromInts } from './onnx/constant.js';
import type { ConstantTensor, Graph, GraphNode, ValueInfo } from './onnx/graph.js';
import { openSizes, partThatComputes, requireSizes } from './onnx/sizes.js';
import { nextStage, stageGraph } from './onnx/stages.js';
import { writes } from './onnx/topology.js';
import { withConstants } from './static-values.js';

export interface BoundOptions {
  /**
   * Bytes that the tensors of one row may take at once; a file that asks for more is refused before it is run.
   * Default 2 GiB.
   */
  readonly memoryLimit?: number;
}

/** What bounds are found with. */
export interface Prober {
  /** Types and shapes of all tensors as the runtime infers them, without running anything. */
  infer(graph: Graph): Promise<ReadonlyMap<string, TensorType>>;
  /** The outputs of a network for one row of zeros; those that are no plain tensors are left out. */
  run(graph: Graph): Promise<readonly ConstantTensor[]>;
}

/**
 * Refuses a network that takes too much memory, whose loops run too often or whose tensors would have negative sides,
 * before it is loaded as a whole: a file of a few bytes can ask for any size, and the runtime's inference for Slice (ONNX
 * 1.19) ends the process when it meets a negative side.
 *
 * Where there is such a danger, types are inferred stage by stage for one row: up to the next Slice whose input is not
 * known to be sound, or the next operator whose size the network itself computes. That size is then found from the shapes
 * before it, so that nothing is made whose size is not known.
 *
 * @throws XaiError `model-unsupported`, and `model-invalid` for sizes that cannot be
 */
export async function requireBounds(
  graph: Graph,
  { memoryLimit }: BoundOptions,
  { infer, run }: Prober,
): Promise<void> {
  requireSizes(graph);
  let known: Graph = { ...graph, inputs: graph.inputs.map(withOneRow) };
  const types = new Map<string, TensorType>(
    known.inputs.map(({ name, dtype, shape }) => [name, { dtype, shape: (shape ?? []).map(Number) }]),
  );
  const passed = new Set(types.keys());
  let stage = nextStage(known, passed, types);
  // Nothing stands in the way: the whole is its own only stage.
  if (stage.length === known.nodes.length) return;
  for (; stage.length > 0; stage = nextStage(known, passed, types)) {
    for (const [name, type] of await inferStage(known, stage, types, infer)) {
      requireRealSides(type);
      types.set(name, type);
    }
    for (const name of stage.flatMap(writes)) passed.add(name);
    requireMemory(known, types, memoryLimit);
    known = withConstants(known, shapesKnown(known, types));
    const sizes = openSizes(known, passed);
    if (sizes.length === 0) continue;
    known = withConstants(known, await run(partThatComputes(known, sizes)));
    requireSizes(known);
  }
}

function withOneRow(input: ValueInfo): ValueInfo {
  return { ...input, shape: input.shape?.map((side) => (typeof side === 'number' ? side : 1)) ?? null };
}

/** The values of Shape nodes of tensors all of whose sides are known. */
function shapesKnown({ nodes }: Graph, types: ReadonlyMap<string, TensorType>): ConstantTensor[] {
  return nodes.flatMap(({ op, domain, inputs, outputs, attributes }) => {
    const shape = op === 'Shape' && domain === '' ? types.get(inputs[0] ?? '')?.shape : undefined;
    // No sides: a scalar, or a tensor of unknown rank.
    if (!shape?.length || Object.keys(attributes).length > 0) return [];
    const sides = shape.filter((side) => side !== null);
    return sides.length === shape.length ? [constantFromInts(outputs[0]!, sides)] : [];
  });
}

function requireRealSides({ shape }: TensorType): void {
  const side = shape.find((each) => each !== null && each < 0);
  if (typeof side === 'number') throw negativeSide(side);
}

/** Bytes from which a constant is no size but a weight, of which shapes need no values. */
const weightBytes = 1024;

/** What the runtime's Node binding says when it is asked for the shapes of outputs and finds such a side. */
const invalidDimension = /Invalid dimension: (-\d+)/;

/** Types within a stage; with the values of its weights only where the runtime will not do without. */
async function inferStage(
  graph: Graph,
  stage: readonly GraphNode[],
  types: ReadonlyMap<string, TensorType>,
  infer: Prober['infer'],
): Promise<ReadonlyMap<string, TensorType>> {
  try {
    return await infer(stageGraph(graph, stage, types, weightBytes)).catch(() =>
      infer(stageGraph(graph, stage, types, Infinity)),
    );
  } catch (cause) {
    const [, side] = invalidDimension.exec(String(cause)) ?? [];
    throw side === undefined ? cause : negativeSide(Number(side));
  }
}

function negativeSide(side: number): XaiError {
  return new XaiError(
    'model-unsupported',
    `A tensor of the network would have a side of ${side}: the input is too small for it, or the file is damaged. Give a larger input.`,
  );
}
