import type { Graph, GraphNode } from '../onnx/graph.js';
import type { OpBuilder } from './op-builder.js';
import type { RuleEntry, Shape } from './rule.js';

/** What the reverse pass works on. */
export interface BackwardProblem {
  /** The forward graph, its nodes in topological order. */
  readonly graph: Graph;
  readonly op: OpBuilder;
  /** Static shape of every forward tensor and constant. */
  readonly shapeOf: (tensor: string) => Shape;
  /** Whether a tensor holds floats; gradients flow through no others. */
  readonly isFloat: (tensor: string) => boolean;
  /** Tensors that are given instead of computed: nothing flows back through the nodes that would make them. */
  readonly fed: ReadonlySet<string>;
  /** Cotangent (a value in the graph being built) by forward tensor. */
  readonly cotangents: ReadonlyMap<string, string>;
  readonly wrt: readonly string[];
  readonly ruleFor: (node: GraphNode) => RuleEntry;
}
