import { XaiError } from '@pellucid/core';
import type { GraphNode } from '../onnx/graph.js';
import { reads } from '../onnx/topology.js';
import type { BackwardProblem } from './problem.js';

/** Nodes named at each end of a long path. */
const shown = 3;

/** The error for a node that gradients would have to pass and cannot. */
export function unsupportedOnPath({ graph, wrt }: BackwardProblem, node: GraphNode, reason: string): XaiError {
  const path = pathTo(graph.nodes, wrt, node).map(({ op, name }) => `${op} '${name}'`);
  const steps =
    path.length <= 2 * shown
      ? path
      : [...path.slice(0, shown), `(${path.length - 2 * shown} more)`, ...path.slice(-shown)];
  return new XaiError(
    'gradient-unsupported',
    `No gradient passes operator ${node.op} (node '${node.name}', opset ${graph.opset}): ${reason}. ` +
      `It lies on the path ${[`'${wrt.join("', '")}'`, ...steps].join(' -> ')}. ` +
      `Choose a feature layer behind it (grad-cam), or a method that needs no gradient, such as occlusion.`,
  );
}

/** A chain of nodes from a `wrt` tensor to the given node, itself included. */
function pathTo(nodes: readonly GraphNode[], wrt: readonly string[], target: GraphNode): GraphNode[] {
  const cameFrom = new Map<string, { node: GraphNode; from: string } | null>(wrt.map((tensor) => [tensor, null]));
  for (const node of nodes) {
    const from = reads(node).find((input) => cameFrom.has(input));
    if (from === undefined) continue;
    for (const output of node.outputs) if (!cameFrom.has(output)) cameFrom.set(output, { node, from });
    if (node === target) break;
  }
  const path: GraphNode[] = [];
  let step = cameFrom.get(target.outputs.find((output) => cameFrom.has(output)) ?? '');
  while (step) {
    path.unshift(step.node);
    step = cameFrom.get(step.from);
  }
  return path;
}
