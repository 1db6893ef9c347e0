import { ruleLookup } from './autodiff/rule-sets.js';
import type { Graph } from './onnx/graph.js';
import { ancestors, reads, writes } from './onnx/topology.js';

/** Whether gradients pass an operator of a network. */
export interface OperatorSupport {
  readonly op: string;
  /** `''` is the standard domain. */
  readonly domain: string;
  readonly state: 'rule' | 'zero' | 'unsupported';
  /** Why the gradient is zero, or why there is none; null for a rule. */
  readonly reason: string | null;
  /** How many nodes of the network it is. */
  readonly count: number;
  /** How many of them lie between the input and the target, where the state matters. */
  readonly onPath: number;
}

export interface GradientPath {
  /** Tensors whose gradient is wanted. */
  readonly from: readonly string[];
  /** Tensors that are explained. */
  readonly to: readonly string[];
  /** Whether a tensor holds floats; gradients flow through no others. Default: all do. */
  readonly isFloat?: (tensor: string) => boolean;
}

/** The state of every operator of a network in the table of gradient rules, in the order of first use. */
export function gradientSupport(graph: Graph, { from, to, isFloat = () => true }: GradientPath): OperatorSupport[] {
  const ruleFor = ruleLookup('gradient', graph.constants);
  const active = new Set(from);
  for (const node of graph.nodes) {
    if (!reads(node).some((input) => active.has(input))) continue;
    for (const output of writes(node)) if (isFloat(output)) active.add(output);
  }
  const path = new Set(ancestors(graph, to, from).filter((node) => writes(node).some((output) => active.has(output))));
  const found = new Map<string, OperatorSupport>();
  for (const node of graph.nodes) {
    const rule = ruleFor(node);
    const state = 'zero' in rule ? 'zero' : 'unsupported' in rule ? 'unsupported' : 'rule';
    const reason = 'zero' in rule ? rule.zero : 'unsupported' in rule ? rule.unsupported : null;
    const key = `${node.domain}:${node.op}`;
    const { count = 0, onPath = 0 } = found.get(key) ?? {};
    const isOnPath = path.has(node) ? 1 : 0;
    found.set(key, { op: node.op, domain: node.domain, state, reason, count: count + 1, onPath: onPath + isOnPath });
  }
  return [...found.values()];
}
