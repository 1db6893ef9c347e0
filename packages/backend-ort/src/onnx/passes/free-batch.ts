import type { Axes, Sides } from '../axes/atom.js';
import { roleOf } from '../axes/atom.js';
import { intAttribute } from '../attribute.js';
import { createBuilder } from '../build.js';
import type { Builder } from '../build.js';
import type { Graph, GraphNode } from '../graph.js';

/** What the pass knows of a network whose batch is fixed. */
export interface FixedBatch {
  readonly batch: number;
  /** Name of the free side. */
  readonly side: string;
  shapeOf(tensor: string): Sides;
  /** Where the axes of tensors that depend on the inputs come from; none for the others. */
  readonly axes: ReadonlyMap<string, Axes>;
}

/**
 * The network with a free batch in place of a fixed one: of its inputs, and of the constants that repeat its size (targets
 * of Reshape and Expand, sizes of Resize, what is joined to every row). Whether that gives the same rows is for the caller
 * to try: a network may have fixed its batch for a reason. Null where it cannot.
 */
export function freeBatch(graph: Graph, fixed: FixedBatch): Graph | null {
  const { batch, side, axes } = fixed;
  // Without axes it takes a batch of one away, and leaves any other.
  if (graph.nodes.some((node) => node.op === 'Squeeze' && !node.inputs[1] && axes.has(node.inputs[0]!))) return null;
  const builder = createBuilder({ opset: graph.opset, prefix: 'batch/', taken: { has: (name) => names.has(name) } });
  const names = new Set([...graph.constants.keys(), ...graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs])]);
  const nodes = graph.nodes.flatMap((node) => {
    const before = builder.nodes.length;
    const rewritten = rewrite(node, graph, fixed, builder);
    return [...builder.nodes.slice(before), rewritten];
  });
  return {
    ...graph,
    nodes,
    constants: new Map([...graph.constants, ...builder.constants]),
    inputs: graph.inputs.map((input) =>
      input.shape?.[0] === batch ? { ...input, shape: [side, ...input.shape.slice(1)] } : input,
    ),
    // What the file says of the others holds for its own batch.
    outputs: graph.outputs.map((output) => ({ ...output, shape: null })),
    valueInfos: new Map(),
  };
}

interface Context extends FixedBatch {
  readonly graph: Graph;
  readonly builder: Builder;
}

function rewrite(node: GraphNode, graph: Graph, fixed: FixedBatch, builder: Builder): GraphNode {
  const change = node.domain === '' ? changes[node.op] : undefined;
  return change?.(node, { ...fixed, graph, builder }) ?? node;
}

/** A node for any batch, or null where it is one already. */
type Change = (node: GraphNode, context: Context) => GraphNode | null;

const reshape: Change = (node, context) => {
  const [data = '', output = ''] = [node.inputs[0], node.outputs[0]];
  const at = batchAxis(context.axes.get(data));
  const isKept = [data, output].every((name) => at !== null && context.shapeOf(name)[at] === context.batch);
  // 0 keeps the side of the input, which runtimes see through when they infer shapes; -1 is what is left.
  const target = withSide(context, output, isKept && batchAxis(context.axes.get(output)) === at ? 0 : -1);
  if (!context.axes.has(data) || !target || context.shapeOf(output).includes(0)) return null;
  const { allowzero: _, ...attributes } = node.attributes;
  return { ...node, inputs: [data, target], attributes };
};

/** A target of 1 leaves a side as it is. */
const expand: Change = (node, context) => {
  if (batchAxis(context.axes.get(node.inputs[0]!)) === null) return null;
  const target = withSide(context, node.outputs[0]!, 1);
  return target ? { ...node, inputs: [node.inputs[0]!, target] } : null;
};

const resize: Change = (node, context) => {
  const [data = '', roi = '', scales = '', sizes] = node.inputs;
  if (!sizes || node.attributes['axes'] || batchAxis(context.axes.get(data)) !== 0) return null;
  const { op, ints } = context.builder;
  const inner = context.shapeOf(node.outputs[0]!).slice(1).map(Number);
  return { ...node, inputs: [data, roi, scales, op.Concat([rowsOf(context, data), ints(inner)], 0)] };
};

const concat: Change = (node, context) => {
  const output = node.outputs[0]!;
  const at = batchAxis(context.axes.get(output));
  const axis = intAttribute(node, 'axis', 0);
  const row = node.inputs.find((name) => at !== null && batchAxis(context.axes.get(name)) === at);
  if (row === undefined || at === null || at === (axis < 0 ? axis + context.shapeOf(output).length : axis)) return null;
  return { ...node, inputs: node.inputs.map((name) => repeated(context, name, at, row)) };
};

/** The states that recurrent layers begin with have a batch of their own. */
const recurrent: Change = (node, context) => {
  const axis = intAttribute(node, 'layout', 0) === 0 ? 1 : 0;
  const x = node.inputs[0]!;
  if (batchAxis(context.axes.get(x)) !== axis) return null;
  return {
    ...node,
    inputs: node.inputs.map((name, index) => (index === 5 || index === 6 ? repeated(context, name, axis, x) : name)),
  };
};

const changes: Readonly<Record<string, Change>> = {
  Reshape: reshape,
  Expand: expand,
  Resize: resize,
  Concat: concat,
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
};

/** The shape of a value as a constant, with another number for the batch; null where it has none. */
function withSide({ axes, shapeOf, builder }: Context, value: string, side: number): string | null {
  const at = batchAxis(axes.get(value));
  return at === null ? null : builder.ints(shapeOf(value).map((known, axis) => (axis === at ? side : known!)));
}

/** The number of rows of a value, as it is at run time: [1]. */
function rowsOf({ axes, builder: { op } }: Context, value: string): string {
  const at = batchAxis(axes.get(value))!;
  return op.Slice(op.Shape(value), [at], [at + 1], [0]);
}

/** A constant with one row for all, repeated along `axis` for each row of `value`; anything else as it is. */
function repeated(context: Context, name: string, axis: number, value: string): string {
  const { op, ints } = context.builder;
  const shape = context.graph.constants.get(name)?.shape;
  if (shape?.[axis] !== 1 || context.batch !== 1) return name;
  const [before, behind] = [shape.slice(0, axis), shape.slice(axis + 1)].map((sides) => sides.map(() => 1));
  return op.Expand(name, op.Concat([ints(before!), rowsOf(context, value), ints(behind!)], 0));
}

/** The axis that holds the batch, alone or outermost among others. */
function batchAxis(axes: Axes | undefined): number | null {
  const at = axes?.findIndex((axis) => axis.some((atom) => roleOf(atom) === 'batch')) ?? -1;
  return at < 0 ? null : at;
}
