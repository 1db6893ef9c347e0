import type { OpBuilder } from './op-builder.js';
import type { ConstantTensor, GraphNode } from '../onnx/graph.js';

/** Sides of a tensor; `null` is a side that is only known at run time (the batch). */
export type Shape = readonly (number | null)[];

/** What a rule sees of the node it differentiates. Tensors are named by strings, in the graph being built. */
export interface RuleContext {
  readonly node: GraphNode;
  /** Emits nodes into the graph, in the forms of the graph's opset. */
  readonly op: OpBuilder;
  /** Name of the i-th input. Throws if it is omitted: check `has` for optional ones. */
  input(index: number): string;
  has(index: number): boolean;
  /** Name of the i-th forward output; the first by default. */
  output(index?: number): string;
  /** Cotangent of the i-th output (the first by default); zeros where nothing flows back into it. */
  cotangent(index?: number): string;
  /** Whether anything flows back into the i-th output. */
  hasCotangent(index: number): boolean;
  inputShape(index: number): Shape;
  outputShape(index?: number): Shape;
  /** Value of an input that does not depend on any input of the network, or `null`. */
  constant(index: number): ConstantTensor | null;
  /** Sums a value of shape `from` down to the shape of the i-th input, undoing ONNX broadcasting. */
  unbroadcast(value: string, from: Shape, index: number): string;
  /** A float32 constant of rank 0. */
  scalar(value: number): string;
  readonly attributes: Attributes;
}

/** Typed access to a node's attributes, with defaults. */
export interface Attributes {
  int(name: string, otherwise: number): number;
  float(name: string, otherwise: number): number;
  string(name: string, otherwise: string): string;
  ints(name: string): readonly number[] | null;
}

/** A gradient that this rule cannot give; it fails the build only if the path needs it. */
export interface Impossible {
  readonly impossible: string;
}

/** Gradient at one input: the name of an emitted value, `null` for none, or why there is none. */
export type Entry = string | null | Impossible;

/** How cotangents pass through one operator: the vector-Jacobian product, as emitted nodes, one entry per input. */
export interface Rule {
  readonly vjp: (context: RuleContext) => readonly Entry[];
  /** Inputs whose entries come in the shape of the output and must be summed back to the input's (NumPy broadcasting). */
  readonly broadcasts?: 'all' | readonly number[];
}

/** The operator's output does not change with its inputs, almost everywhere. */
export interface ZeroGradient {
  readonly zero: string;
}

/** No rule, and why. */
export interface Unsupported {
  readonly unsupported: string;
}

export type RuleEntry = Rule | ZeroGradient | Unsupported;

/** Operator name (ONNX standard domain) to its state. Extend by spreading: `{ ...gradientRules, Relu: myRelu }`. */
export type RuleTable = Readonly<Record<string, RuleEntry>>;

export function impossible(reason: string): Impossible {
  return { impossible: reason };
}
