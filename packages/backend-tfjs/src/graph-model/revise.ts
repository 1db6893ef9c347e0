import type { GraphNode } from './nodes.js';
import { nodeOf, reads, tensorOf, textsOf } from './nodes.js';

/** A fused node and its parts. */
interface Split {
  /** The name of the node without its activation, which is that of its tensor. */
  readonly linear: string;
  /** The activation function as a node. */
  readonly activation: GraphNode;
}

/** A graph in which every tensor that depends on the inputs can be fed and fetched alone. */
export interface RevisedGraph {
  readonly nodes: readonly GraphNode[];
  /** The node to feed in place of a tensor. */
  readonly feedingOf: (tensor: string) => string;
  /** The node to fetch for a tensor. */
  readonly fetchingOf: (tensor: string) => string;
  /** Later outputs (`split:1`) that something reads, by node, in order. */
  readonly laterOutputs: ReadonlyMap<string, readonly string[]>;
  /** Fused nodes with an activation. */
  readonly splits: ReadonlyMap<string, Split>;
}

/**
 * Puts an Identity behind every tensor that depends on the inputs. TensorFlow.js feeds the first outputs of nodes only, and
 * refuses some of these (it takes the type that a comparison compares for the type of its result). Beside a fused node
 * with an activation it adds the two parts that it is made of.
 *
 * @param varies whether a node depends on the inputs
 * @param outputs tensors that are wanted of the graph as a whole
 */
export function reviseGraph(
  nodes: readonly GraphNode[],
  varies: (node: string) => boolean,
  outputs: readonly string[],
): RevisedGraph {
  const names = new Set(nodes.map(({ name }) => name));
  const fresh = (wish: string): string => {
    let name = wish;
    while (names.has(name)) name += '_';
    names.add(name);
    return name;
  };
  const copies = new Map<string, GraphNode>();
  const copyOf = (tensor: string): string => {
    const known = copies.get(tensor);
    if (known) return known.name;
    const name = fresh(`${tensor.replace(':', '/')}/copy`);
    copies.set(tensor, { name, op: 'Identity', input: [tensor], attr: {} });
    return name;
  };
  const laterOutputs = new Map<string, string[]>();
  for (const tensor of [...new Set([...nodes.flatMap(reads), ...outputs])].sort(byIndex)) {
    const node = nodeOf(tensor);
    if (varies(node)) copyOf(tensor);
    if (tensor !== node) laterOutputs.set(node, [...(laterOutputs.get(node) ?? []), tensor]);
  }
  const rewired = nodes.map((node) => ({
    ...node,
    input: node.input.map((reference) => (varies(nodeOf(reference)) ? copyOf(tensorOf(reference)) : reference)),
  }));
  const splits = new Map<string, Split>();
  const parts: GraphNode[] = [];
  for (const node of rewired) {
    const linear = varies(node.name) ? linearPart(node, fresh) : null;
    if (!linear) continue;
    const activation = activationPart(node, copyOf(linear.name), fresh);
    splits.set(node.name, { linear: linear.name, activation });
    parts.push(linear, activation);
  }
  return {
    nodes: [...rewired, ...copies.values(), ...parts],
    feedingOf: (tensor) => copies.get(tensor)?.name ?? tensor,
    fetchingOf: (tensor) => (tensor === nodeOf(tensor) ? tensor : copyOf(tensor)),
    laterOutputs,
    splits,
  };
}

function byIndex(a: string, b: string): number {
  const indexOf = (tensor: string): number => Number(/:(\d+)$/.exec(tensor)?.[1] ?? 0);
  return indexOf(a) - indexOf(b);
}

/** A fused convolution or product with its bias, less its activation; null for any other node. */
function linearPart(node: GraphNode, fresh: (wish: string) => string): GraphNode | null {
  const [bias, activation] = textsOf(node, 'fused_ops');
  if (bias !== 'BiasAdd' || activation === undefined) return null;
  return {
    ...node,
    name: fresh(`${node.name}/linear`),
    input: dataInputs(node).slice(0, 3),
    attr: { ...node.attr, fused_ops: { list: { s: ['Qmlhc0FkZA=='] } }, num_args: { i: '1' } },
  };
}

/** The activation of a fused node, which may have a slope as another input or as an attribute. */
function activationPart(node: GraphNode, linear: string, fresh: (wish: string) => string): GraphNode {
  return {
    name: fresh(`${node.name}/activation`),
    op: textsOf(node, 'fused_ops')[1]!,
    input: [linear, ...dataInputs(node).slice(3)],
    attr: { alpha: node.attr['leakyrelu_alpha'] ?? {} },
  };
}

function dataInputs({ input }: GraphNode): string[] {
  return input.filter((reference) => !reference.startsWith('^'));
}
