import type { OnnxDType } from './dtype.js';
import type { Graph, GraphNode, ValueInfo } from './graph.js';
import { hasOpenSize, isSizedByValues } from './sizes.js';
import { reads, writes } from './topology.js';

interface Typed {
  readonly dtype: OnnxDType;
  readonly shape: readonly (number | null)[];
}

/**
 * The nodes that can be looked at next: all that follows from what is passed, but for operators whose size is not a
 * constant yet, and Slices of tensors whose sides might be negative, which need a type first.
 *
 * @param passed tensors of earlier stages
 * @param types what is known of them; those that are no tensors have none
 */
export function nextStage(
  { nodes, constants }: Graph,
  passed: ReadonlySet<string>,
  types: ReadonlyMap<string, Typed>,
): GraphNode[] {
  const within = new Set<string>();
  const sound = new Set<string>();
  const stage: GraphNode[] = [];
  const isSound = (name: string): boolean => types.has(name) || constants.has(name) || sound.has(name);
  const isThere = (name: string): boolean => types.has(name) || constants.has(name) || within.has(name);
  for (const node of nodes) {
    const inputs = reads(node);
    if (writes(node).every((name) => passed.has(name)) || !inputs.every(isThere)) continue;
    if (hasOpenSize(node, constants) || (node.op === 'Slice' && !isSound(node.inputs[0] ?? ''))) continue;
    stage.push(node);
    const keepsSound = inputs.every(isSound) && !makesSidesSmaller(node);
    for (const name of writes(node)) {
      within.add(name);
      if (keepsSound) sound.add(name);
    }
  }
  return stage;
}

const windows = /Conv|Pool$|^Pad$|^Split|^(If|Loop|Scan)$/;

function makesSidesSmaller(node: GraphNode): boolean {
  if (node.domain !== '') return true;
  return (windows.test(node.op) && !node.op.startsWith('Global')) || isSizedByValues(node);
}

/** A stage as a network: what it reads of earlier ones, and constants of so many bytes or more, are inputs. */
export function stageGraph(
  graph: Graph,
  stage: readonly GraphNode[],
  types: ReadonlyMap<string, Typed>,
  weightBytes: number,
): Graph {
  const made = new Set(stage.flatMap(writes));
  const constants = new Map(graph.constants);
  const inputs: ValueInfo[] = [];
  for (const name of new Set(stage.flatMap(reads))) {
    const constant = constants.get(name);
    if (made.has(name) || (constant && (constant.strings || constant.bytes.length < weightBytes))) continue;
    const { dtype, shape } = constant ?? types.get(name)!;
    constants.delete(name);
    inputs.push({ name, dtype, shape });
  }
  return { ...graph, nodes: stage, constants, inputs, outputs: [], valueInfos: new Map() };
}
