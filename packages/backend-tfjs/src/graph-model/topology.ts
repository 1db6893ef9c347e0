import type { GraphNode } from './nodes.js';
import { nodeOf, reads } from './nodes.js';

/** Operations that TensorFlow.js runs asynchronously only: control flow, data-dependent sizes, tables. */
const asynchronous =
  /^(Switch|Merge|Enter|Exit|NextIteration|LoopCond|(Stateless)?(If|While)|NonMaxSuppressionV[2-5]|Where|ListDiff|Unique|UniqueV2|HashTable(V2)?|LookupTable\w+|TensorArray\w+|TensorList\w+)$/;

/** The nodes that depend on a network's inputs. */
export interface Dependents {
  /** Whether a node is one of them, or an input. */
  readonly has: (node: string) => boolean;
  /** In topological order; they run one by one. */
  readonly synchronous: readonly GraphNode[];
  /** In the order of the file, with the name of the first asynchronous node that each depends on, or is. */
  readonly asynchronous: ReadonlyMap<GraphNode, string>;
}

/** Follows the inputs' values through a graph, which may have loops behind asynchronous nodes. */
export function dependentsOf(nodes: readonly GraphNode[], inputs: readonly string[]): Dependents {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const source of new Set(reads(node).map(nodeOf))) readers.set(source, [...(readers.get(source) ?? []), node]);
  }
  const dependents = new Set<string>();
  const follow = (name: string, visit: (node: GraphNode) => boolean): void => {
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const node of readers.get(next) ?? []) if (visit(node)) open.push(node.name);
    }
  };
  for (const input of inputs) {
    follow(input, ({ name }) => !dependents.has(name) && Boolean(dependents.add(name)));
  }
  const reasons = new Map<GraphNode, string>();
  for (const node of nodes) {
    if (!dependents.has(node.name) || !asynchronous.test(node.op) || reasons.has(node)) continue;
    reasons.set(node, node.name);
    follow(node.name, (reader) => !reasons.has(reader) && Boolean(reasons.set(reader, node.name)));
  }
  const synchronous: GraphNode[] = [];
  const done = new Set<string>();
  const place = (node: GraphNode): void => {
    if (done.has(node.name) || !dependents.has(node.name) || reasons.has(node)) return;
    done.add(node.name);
    for (const source of reads(node)) place(byName.get(nodeOf(source))!);
    synchronous.push(node);
  };
  for (const node of nodes) place(node);
  const fed = new Set(inputs);
  return {
    has: (name) => fed.has(name) || dependents.has(name),
    synchronous,
    asynchronous: new Map(nodes.flatMap((node) => (reasons.has(node) ? [[node, reasons.get(node)!]] : []))),
  };
}
