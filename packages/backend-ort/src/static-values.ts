import { ancestors, reads, writes } from './onnx/topology.js';
import type { ConstantTensor, Graph, GraphNode } from './onnx/graph.js';

const random = /^(Random|Multinomial|Bernoulli)/;

/**
 * Values that do not depend on what is fed, only on its shape, and that something else reads: computed weights, sizes
 * and axes that exporters derive at run time. Whether they change with the batch is not known here.
 */
export function staticValues(graph: Graph): string[] {
  const fixed = new Set(graph.constants.keys());
  const computed = new Set<string>();
  const isFixed = (node: GraphNode): boolean =>
    node.op === 'Shape' ||
    node.op === 'Size' ||
    (!random.test(node.op) && reads(node).every((name) => fixed.has(name)));
  for (const node of graph.nodes) {
    if (!isFixed(node)) continue;
    for (const output of writes(node)) {
      fixed.add(output);
      computed.add(output);
    }
  }
  const wanted = graph.nodes.filter((node) => !writes(node).some((output) => computed.has(output))).flatMap(reads);
  return [...new Set(wanted)].filter((name) => computed.has(name));
}

/** The graph with values put in the place of the nodes that compute them; nodes that nothing reads any more are left out. */
export function withConstants(graph: Graph, constants: readonly ConstantTensor[]): Graph {
  if (constants.length === 0) return graph;
  const names = new Set(constants.map(({ name }) => name));
  const nodes = ancestors(
    graph,
    graph.outputs.map(({ name }) => name),
    names,
  );
  return {
    ...graph,
    nodes,
    constants: new Map([...graph.constants, ...constants.map((value) => [value.name, value] as const)]),
  };
}
