import type { GraphNode } from '../onnx/graph.js';
import { reads } from '../onnx/topology.js';
import { createContext } from './context.js';
import { unsupportedOnPath } from './missing-rule.js';
import type { BackwardProblem } from './problem.js';
import type { Entry, Rule, RuleContext } from './rule.js';

/**
 * Reverse-mode differentiation by emitting nodes: the cotangent at each `wrt` tensor, by name. A tensor that nothing
 * flows back to is absent from the result.
 *
 * Knows no operator. It keeps to the nodes between `wrt` and the cotangents, sums what reaches a tensor on several ways,
 * sums out broadcast sides, and fails where a rule is missing.
 *
 * @throws XaiError `gradient-unsupported`, naming operator, node, opset and the path to it
 */
export function emitBackward(problem: BackwardProblem): Map<string, string> {
  const { graph, op, fed, wrt } = problem;
  const active = activeTensors(problem);
  const arrived = new Map<string, string[]>();
  for (const [tensor, cotangent] of problem.cotangents) arrived.set(tensor, [cotangent]);
  const total = (tensor: string): string | null => {
    const parts = arrived.get(tensor);
    if (!parts) return null;
    const [first, second] = parts;
    const sum = parts.length === 1 ? first! : parts.length === 2 ? op.Add(first!, second!) : op.node('Sum', parts);
    arrived.set(tensor, [sum]);
    return sum;
  };
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i]!;
    const flowing = node.outputs.map((output) => (active.has(output) && !fed.has(output) ? total(output) : null));
    if (!flowing.some((cotangent) => cotangent !== null) || !reads(node).some((input) => active.has(input))) continue;
    const entries = entriesOf(problem, node, flowing, active);
    node.inputs.forEach((input, index) => {
      const entry = entries[index] ?? null;
      if (entry === null || !active.has(input)) return;
      if (typeof entry !== 'string') throw unsupportedOnPath(problem, node, entry.impossible);
      arrived.set(input, [...(arrived.get(input) ?? []), entry]);
    });
  }
  const gradients = new Map<string, string>();
  for (const tensor of wrt) {
    const gradient = total(tensor);
    if (gradient !== null) gradients.set(tensor, gradient);
  }
  return gradients;
}

/** Tensors that depend on a `wrt` tensor through floats, not looking past fed ones. */
function activeTensors({ graph, fed, wrt, isFloat }: BackwardProblem): Set<string> {
  const active = new Set(wrt.filter(isFloat));
  for (const node of graph.nodes) {
    if (!reads(node).some((input) => active.has(input))) continue;
    for (const output of node.outputs) if (output !== '' && !fed.has(output) && isFloat(output)) active.add(output);
  }
  return active;
}

/** A node's entries, one per input, in the shapes of its inputs. */
function entriesOf(
  problem: BackwardProblem,
  node: GraphNode,
  flowing: readonly (string | null)[],
  active: ReadonlySet<string>,
): readonly Entry[] {
  const rule = problem.ruleFor(node);
  if ('zero' in rule) return [];
  if ('unsupported' in rule) throw unsupportedOnPath(problem, node, rule.unsupported);
  const context = createContext(problem, node, flowing);
  const { broadcasts = [] } = rule;
  return applyRule(problem, node, rule, context).map((entry, index) => {
    const spread = broadcasts === 'all' || broadcasts.includes(index);
    if (!spread || typeof entry !== 'string' || !active.has(node.inputs[index]!)) return entry;
    return context.unbroadcast(entry, context.outputShape(), index);
  });
}

/** A rule says by a RangeError that it misses something it needs to know of its node. */
function applyRule(problem: BackwardProblem, node: GraphNode, rule: Rule, context: RuleContext): readonly Entry[] {
  try {
    return rule.vjp(context);
  } catch (cause) {
    if (cause instanceof RangeError) throw unsupportedOnPath(problem, node, cause.message);
    throw cause;
  }
}
