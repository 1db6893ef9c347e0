import type { GraphNode } from '../onnx/graph.js';
import type { BackwardProblem } from './problem.js';
import type { Attributes, RuleContext, Shape } from './rule.js';
import { sameShape } from './shapes.js';

/** A node as its rule sees it. `flowing` holds the cotangent of each output, or null where nothing flows back. */
export function createContext(
  problem: BackwardProblem,
  node: GraphNode,
  flowing: readonly (string | null)[],
): RuleContext {
  const { op, graph, shapeOf } = problem;
  const name = (index: number): string => {
    const input = node.inputs[index];
    if (!input) throw new RangeError(`it has no input ${index}`);
    return input;
  };
  const scalar = (value: number): string => op.scalar(value);
  return {
    node,
    op,
    input: name,
    has: (index) => Boolean(node.inputs[index]),
    output: (index = 0) => node.outputs[index]!,
    cotangent: (index = 0) => flowing[index] ?? op.Expand(scalar(0), op.Shape(node.outputs[index]!)),
    hasCotangent: (index) => typeof flowing[index] === 'string',
    inputShape: (index) => shapeOf(name(index)),
    outputShape: (index = 0) => shapeOf(node.outputs[index]!),
    constant: (index) => graph.constants.get(node.inputs[index] ?? '') ?? null,
    unbroadcast: (value, from, index) => unbroadcast(problem, value, from, shapeOf(name(index))),
    scalar,
    attributes: readAttributes(node),
  };
}

/** Sums a value of shape `from` over the sides along which ONNX repeated a tensor of shape `to`. */
function unbroadcast({ op }: BackwardProblem, value: string, from: Shape, to: Shape): string {
  if (sameShape(from, to)) return value;
  const extra = from.length - to.length;
  const leading = Array.from({ length: extra }, (_, axis) => axis);
  const repeated = to
    .map((side, axis) => (side === 1 && from[axis + extra] !== 1 ? axis + extra : -1))
    .filter((axis) => axis >= 0);
  const kept = repeated.length > 0 ? op.ReduceSum(value, repeated, true) : value;
  return leading.length > 0 ? op.ReduceSum(kept, leading, false) : kept;
}

function readAttributes({ attributes }: GraphNode): Attributes {
  return {
    int: (name, otherwise) => {
      const value = attributes[name];
      return typeof value === 'number' ? value : otherwise;
    },
    float: (name, otherwise) => {
      const value = attributes[name];
      return typeof value === 'object' && 'float' in value ? value.float : otherwise;
    },
    string: (name, otherwise) => {
      const value = attributes[name];
      return typeof value === 'string' ? value : otherwise;
    },
    ints: (name) => {
      const value = attributes[name];
      return Array.isArray(value) && typeof value[0] !== 'string' ? (value as readonly number[]) : null;
    },
  };
}
