import type { ConstantTensor, GraphNode, ValueInfo } from '../graph.js';
import type { Builder } from '../build.js';

/** What a converter may ask of the graph, and what it builds with. */
export interface UpgradeContext extends Pick<Builder, 'op' | 'ints' | 'floats'> {
  /** Whether all floats are float32. */
  readonly plain: boolean;
  /** The value of a constant, here or in the graphs around. */
  constant(name: string): ConstantTensor | undefined;
  /** What the file says of a value's shape; `null` where it says nothing. */
  shape(name: string): ValueInfo['shape'];
  /** Whether anything reads a value. */
  isRead(name: string): boolean;
  /** A scalar constant of the float type of `x`. */
  scalar(value: number, x: string): string;
  /** A constant of the float type of `x`. */
  floatsLike(x: string, values: readonly number[], shape: readonly number[]): string;
}

/** How an operator whose form changed is brought into the new form. */
export interface Converter {
  readonly op: string;
  /** The opset that brought the new form. */
  readonly since: number;
  /**
   * The node in the new form, with the same outputs. Nodes that must come before it are emitted with `context.op`,
   * in the form of opset 17.
   */
  readonly convert: (node: GraphNode, context: UpgradeContext) => GraphNode;
}

/** The node without some of its attributes. */
export function without(node: GraphNode, ...names: readonly string[]): GraphNode {
  const kept = Object.entries(node.attributes).filter(([name]) => !names.includes(name));
  return { ...node, attributes: Object.fromEntries(kept) };
}

/** The node with another operator, other inputs or other attributes, under its own name. */
export function replaced(
  node: GraphNode,
  op: string,
  inputs: readonly string[],
  attributes: GraphNode['attributes'] = {},
): GraphNode {
  return { ...node, op, inputs, attributes };
}
