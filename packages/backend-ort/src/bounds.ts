import { requireMemory } from './memory.js';
import type { TensorType } from './memory.js';
import type { ConstantTensor, Graph } from './onnx/graph.js';
import { computableSizes, partThatComputes, requireSizes } from './onnx/sizes.js';
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
  /** Types and shapes as the runtime infers them, without running anything. */
  infer(graph: Graph): Promise<ReadonlyMap<string, TensorType>>;
  /** The outputs of a network for one row of zeros. */
  run(graph: Graph): Promise<readonly ConstantTensor[]>;
}

/**
 * Refuses a network that takes too much memory, or whose loops run too often, before it is run: a file of a few bytes can
 * ask for any size. Sizes that the network computes itself are found first, in the order in which they depend on one
 * another, so that nothing is made whose size is not known.
 *
 * @param types as the runtime infers them for the graph
 * @throws XaiError `model-unsupported`, and `model-invalid` for sizes that cannot be
 */
export async function requireBounds(
  graph: Graph,
  types: ReadonlyMap<string, TensorType>,
  { memoryLimit = 2 ** 31 }: BoundOptions,
  { infer, run }: Prober,
): Promise<void> {
  requireMemory(graph, types, memoryLimit);
  let known = graph;
  for (let names = computableSizes(known); names.length > 0; names = computableSizes(known)) {
    const sizes = await run(partThatComputes(known, names));
    known = withConstants(known, sizes);
    requireSizes(known);
    requireMemory(known, await infer(known), memoryLimit);
    // What is no tensor of numbers is not found, and not asked for again.
    if (sizes.length < names.length) return;
  }
}
