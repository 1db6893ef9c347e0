import { createBuilder } from '../build.js';
import type { ConstantTensor, Graph, GraphNode } from '../graph.js';
import { consumersOf, writes } from '../topology.js';
import type { Affine } from './fold-step.js';
import { affineStep } from './fold-step.js';
import type { LinearLayer } from './fold-weights.js';
import { linearLayer, withAffine } from './fold-weights.js';

/** The layer behind a value, and all that was done to its channels since. */
interface Chain {
  readonly layer: LinearLayer;
  readonly total: Affine;
  /** The nodes from the layer on. */
  readonly nodes: readonly GraphNode[];
}

/**
 * Batch normalisation, and constants added to a layer's channels or multiplied with them, folded into the weights of the
 * Conv, ConvTranspose or Gemm before, in double precision. The layer then makes the last of these values, under its name;
 * those in between are gone, so nothing is folded past a value that something else reads or that is kept.
 *
 * Runtimes do this to a forward pass. Before differentiating it also saves a product per layer on the way back, which they
 * cannot take out any more. Layers whose weights are not float32 constants stay as they are.
 *
 * @param keep names of the values and constants that must stay reachable: fetched, fed, differentiated
 */
export function foldAffine(graph: Graph, keep: ReadonlySet<string>): Graph {
  const consumers = consumersOf(graph.nodes);
  const constantOf = (name: string | undefined): ConstantTensor | null => {
    const constant = name && !keep.has(name) ? graph.constants.get(name) : undefined;
    return constant?.dtype === 'float32' ? constant : null;
  };
  const chains = new Map<string, Chain>();
  for (const node of graph.nodes) {
    const [output, ...others] = writes(node);
    if (node.domain !== '' || output === undefined || others.length > 0) continue;
    const layer = linearLayer(node, constantOf);
    if (layer) chains.set(output, { layer, total: layer.identity, nodes: [node] });
    const input = node.inputs.find((name) => chains.has(name));
    if (input === undefined || keep.has(input) || consumers.get(input)?.length !== 1) continue;
    const chain = chains.get(input)!;
    const step = affineStep(node, input, chain.layer, constantOf);
    if (!step) continue;
    chains.delete(input);
    chains.set(output, { ...chain, total: composed(chain.total, step), nodes: [...chain.nodes, node] });
  }
  const long = [...chains].filter(([, { nodes }]) => nodes.length > 1);
  const ends = new Map(long.map(([output, chain]) => [output, chain]));
  const gone = new Set(long.flatMap(([, { nodes }]) => nodes));
  const builder = createBuilder({ opset: graph.opset, prefix: 'folded/', taken: namesIn(graph) });
  const nodes = graph.nodes.flatMap((node) => {
    const chain = ends.get(node.outputs[0] ?? '');
    if (chain) return [{ ...withAffine(chain.layer, chain.total, builder), outputs: node.outputs }];
    return gone.has(node) ? [] : [node];
  });
  return { ...graph, nodes, constants: new Map([...graph.constants, ...builder.constants]) };
}

/** First one affine map of each channel, then another. */
function composed(first: Affine, then: Affine): Affine {
  return {
    scale: first.scale.map((scale, channel) => scale * then.scale[channel]!),
    shift: first.shift.map((shift, channel) => shift * then.scale[channel]! + then.shift[channel]!),
  };
}

function namesIn({ nodes, constants, inputs }: Graph): Set<string> {
  return new Set([
    ...nodes.flatMap(({ name, outputs }) => [name, ...outputs]),
    ...constants.keys(),
    ...inputs.map(({ name }) => name),
  ]);
}
