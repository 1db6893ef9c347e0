import type { Layer, Placement } from '@pellucid/core';
import { normalizeAxis } from './autodiff/shapes.js';
import { intsOf } from './onnx/constant.js';
import type { Graph, GraphNode } from './onnx/graph.js';
import type { KnownTensors } from './probe.js';

/**
 * Where a node that only moves values puts them: the axes of a Transpose, and the place of its inputs in a Concat, Slice,
 * Split or Gather, where that is along one axis and known.
 *
 * @param inputs those of the node that depend on the network's inputs
 */
export function movesOf(
  node: GraphNode,
  output: string,
  inputs: readonly string[],
  graph: Graph,
  known: KnownTensors,
): Pick<Layer, 'permutation' | 'placement'> {
  const shapes = { before: known.shapeOf(node.inputs[0]!), after: known.shapeOf(output) };
  if (node.op === 'Transpose') {
    const perm = node.attributes['perm'] as readonly number[] | undefined;
    return { permutation: perm ?? shapes.before.map((_, i) => i).reverse() };
  }
  const place = placements[node.op];
  const placement = place?.({ node, output, inputs, graph, known, ...shapes });
  return placement ? { placement } : {};
}

interface Move {
  readonly node: GraphNode;
  readonly output: string;
  readonly inputs: readonly string[];
  readonly graph: Graph;
  readonly known: KnownTensors;
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
}

const placements: Readonly<Record<string, (move: Move) => Placement | null>> = {
  Concat({ node, inputs, known, before }) {
    const axis = axisOf(node, before.length);
    const starts: number[] = [];
    let start = 0;
    for (const name of node.inputs) {
      if (inputs.includes(name)) starts.push(start);
      const length = known.shapeOf(name)[axis];
      if (typeof length !== 'number') return null;
      start += length;
    }
    return { axis, starts };
  },
  Split({ node, output, known, before }) {
    const axis = axisOf(node, before.length);
    let start = 0;
    for (const name of node.outputs.slice(0, node.outputs.indexOf(output))) {
      const length = known.has(name) ? known.shapeOf(name)[axis] : null;
      if (typeof length !== 'number') return null;
      start += length;
    }
    return { axis, starts: [0 - start] };
  },
  Slice({ node, graph, before, after }) {
    const [starts, , axes, steps] = [1, 2, 3, 4].map((i) => constantInts(node.inputs[i], graph));
    if (!starts) return null;
    const cut = starts
      .map((start, i) => ({ start, axis: normalizeAxis(axes?.[i] ?? i, before.length), step: steps?.[i] ?? 1 }))
      .filter(({ axis, step }) => before[axis] !== after[axis] || step !== 1);
    const [only] = cut;
    const side = only && before[only.axis];
    if (!only || typeof side !== 'number' || cut.length > 1 || only.step !== 1) return null;
    return { axis: only.axis, starts: [0 - indexOf(only.start, side)] };
  },
  Gather({ node, graph, before }) {
    const axis = axisOf(node, before.length);
    const side = before[axis];
    const indices = constantInts(node.inputs[1], graph);
    if (indices?.length !== 1 || typeof side !== 'number') return null;
    return { axis, starts: [0 - indexOf(indices[0]!, side)] };
  },
};

function axisOf({ attributes }: GraphNode, rank: number): number {
  const { axis } = attributes;
  return normalizeAxis(typeof axis === 'number' ? axis : 0, rank);
}

function constantInts(name: string | undefined, graph: Graph): readonly number[] | null {
  const constant = name === undefined ? undefined : graph.constants.get(name);
  return constant ? intsOf(constant) : null;
}

/** An index from the front; negative ones count from the back. */
function indexOf(index: number, side: number): number {
  return Math.min(Math.max(index < 0 ? index + side : index, 0), side);
}
