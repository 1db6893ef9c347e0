import { XaiError } from '@pellucid/core';
import { isGraph } from './attribute.js';
import type { GraphBody, GraphNode } from './graph.js';

/** Names of all values that a node reads: inputs that are not omitted, and what its subgraphs take from around them. */
export function reads(node: GraphNode): string[] {
  const inputs = node.inputs.filter((name) => name !== '');
  for (const attribute of Object.values(node.attributes)) {
    if (isGraph(attribute)) inputs.push(...freeNames(attribute));
  }
  return inputs;
}

/** Names that a subgraph uses and does not have itself: values of the graphs around it. */
function freeNames(body: GraphBody): Set<string> {
  const free = new Set([...body.nodes.flatMap(reads), ...body.outputs.map(({ name }) => name)]);
  for (const { name } of body.inputs) free.delete(name);
  for (const name of body.constants.keys()) free.delete(name);
  for (const name of body.nodes.flatMap(writes)) free.delete(name);
  return free;
}

/** Names of all values that a node makes. */
export function writes(node: GraphNode): string[] {
  return node.outputs.filter((name) => name !== '');
}

/**
 * The node that makes each value.
 *
 * @throws XaiError `model-invalid` when two nodes make the same value
 */
export function producersOf(nodes: readonly GraphNode[]): Map<string, GraphNode> {
  const producers = new Map<string, GraphNode>();
  for (const node of nodes) {
    for (const output of writes(node)) {
      const other = producers.get(output);
      if (other) {
        throw new XaiError(
          'model-invalid',
          `Value '${output}' is made by two nodes, '${other.name}' and '${node.name}', but names must be unique; export the model again.`,
        );
      }
      producers.set(output, node);
    }
  }
  return producers;
}

/** The nodes that read each value, in the order of `nodes`; a node that reads a value twice is listed once. */
export function consumersOf(nodes: readonly GraphNode[]): Map<string, GraphNode[]> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const input of new Set(reads(node))) {
      const known = consumers.get(input);
      if (known) known.push(node);
      else consumers.set(input, [node]);
    }
  }
  return consumers;
}

/**
 * The nodes needed to compute `targets` when the values `cuts` are fed, in the order of the graph.
 * Values without a producer (inputs, constants, unknown names) need no node.
 */
export function ancestors(
  graph: Pick<GraphBody, 'nodes'>,
  targets: Iterable<string>,
  cuts: Iterable<string> = [],
): GraphNode[] {
  const fed = new Set(cuts);
  const wanted = new Set(targets);
  const needed: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => wanted.has(output) && !fed.has(output))) continue;
    needed.push(node);
    for (const input of reads(node)) wanted.add(input);
  }
  return needed.reverse();
}

/** Names of all values that depend on `names`, these included. */
export function reachableFrom(graph: Pick<GraphBody, 'nodes'>, names: Iterable<string>): Set<string> {
  const reached = new Set(names);
  for (const node of graph.nodes) {
    if (!reads(node).some((input) => reached.has(input))) continue;
    for (const output of writes(node)) reached.add(output);
  }
  return reached;
}

/**
 * The nodes so ordered that each comes after those that make its inputs. An order that is right already is kept.
 *
 * @throws XaiError `model-invalid` for a cycle (naming its nodes) and for a value made twice
 */
export function sortNodes(nodes: readonly GraphNode[]): GraphNode[] {
  const producers = producersOf(nodes);
  const sorted: GraphNode[] = [];
  const state = new Map<GraphNode, 'open' | 'done'>();
  // Depth first with a stack of our own: nets are deeper than the call stack.
  const stack: { node: GraphNode; needs: string[] }[] = [];
  const open = (node: GraphNode): void => {
    state.set(node, 'open');
    stack.push({ node, needs: reads(node).reverse() });
  };
  for (const root of nodes) {
    if (!state.has(root)) open(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = top.needs.pop();
      if (need === undefined) {
        state.set(top.node, 'done');
        sorted.push(top.node);
        stack.pop();
        continue;
      }
      const producer = producers.get(need);
      if (!producer || state.get(producer) === 'done') continue;
      if (state.get(producer) === 'open')
        throw cycleError(
          stack.map(({ node }) => node),
          producer,
        );
      open(producer);
    }
  }
  return sorted;
}

function cycleError(path: readonly GraphNode[], start: GraphNode): XaiError {
  const cycle = path.slice(path.indexOf(start)).map((node) => `'${node.name}'`);
  const shown = cycle.length > 6 ? [...cycle.slice(0, 5), `... ${cycle.length - 5} more`] : cycle;
  return new XaiError(
    'model-invalid',
    `The model's nodes depend on each other in a circle (${shown.join(', ')}), so it cannot be computed; export it again.`,
  );
}
