import { clone } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Compute, Step } from '../program.js';
import type { Ends } from './ends.js';
import type { Surroundings } from './node-facts.js';
import { nodeFacts } from './node-facts.js';
import type { GraphNode } from './nodes.js';
import { nodeOf, reads } from './nodes.js';
import type { RevisedGraph } from './revise.js';
import type { Dependents } from './topology.js';

/** Computes nodes of a revised graph from others: TensorFlow.js's `execute`. */
export type Execute = (fed: Readonly<Record<string, Tensor>>, wanted: string[]) => Tensor | Tensor[];

/**
 * The steps of a GraphModel: one for each node that depends on the inputs, two for a fused one with an activation, whose
 * values before it are `<node>/linear`. A tensor has the name of its node; further outputs add `:1`.
 */
export function graphSteps(
  { synchronous, asynchronous }: Dependents,
  graph: RevisedGraph,
  ends: Ends,
  around: Surroundings,
  execute: Execute,
): Step[] {
  const steps: Step[] = [];
  const varying = ({ name, input }: GraphNode): string[] =>
    [...new Set(reads({ name, input, op: '', attr: {} }))].filter(around.varies);
  const compute = (inputs: readonly string[], wanted: readonly string[]): Compute => {
    const fed = inputs.map(graph.feedingOf);
    const fetched = wanted.map(graph.fetchingOf);
    return (tensors) => {
      const results = execute(Object.fromEntries(fed.map((name, i) => [name, tensors[i]!])), fetched);
      // A tensor that is kept comes back as it is from nodes that only copy.
      return [results].flat().map((result) => (tensors.includes(result) ? clone(result) : result));
    };
  };
  for (const node of synchronous) {
    const facts = nodeFacts(node, around);
    const inputs = varying(node);
    const outputs = [node.name, ...(graph.laterOutputs.get(node.name) ?? [])];
    const split = graph.splits.get(node.name);
    if (!split) {
      steps.push({ facts, inputs, outputs, compute: compute(inputs, outputs) });
      continue;
    }
    const { linear, activation } = split;
    steps.push({ facts, inputs, outputs: [linear], compute: compute(inputs, [linear]) });
    steps.push({
      facts: nodeFacts(activation, around),
      inputs: [linear],
      outputs: [node.name],
      compute: compute([linear], [activation.name]),
      fused: { skipped: linear, inputs, compute: compute(inputs, [node.name]) },
    });
  }
  return [...steps, ...asynchronousSteps(asynchronous, graph, ends, around)];
}

/**
 * What asynchronous nodes lead to: all of it, or only the network's outputs where there are loops, whose inner tensors have
 * many values each.
 */
function asynchronousSteps(
  asynchronous: Dependents['asynchronous'],
  graph: RevisedGraph,
  { outputs }: Ends,
  around: Surroundings,
): Step[] {
  const hasLoops = [...asynchronous.keys()].some(({ op }) => op === 'Enter' || op === 'Switch');
  const byName = new Map([...asynchronous.keys()].map((node) => [node.name, node]));
  const steps: Step[] = [];
  for (const [node, reason] of asynchronous) {
    const tensors = [node.name, ...(graph.laterOutputs.get(node.name) ?? [])];
    const shown = hasLoops ? tensors.filter((name) => outputs.includes(name)) : tensors;
    if (shown.length === 0) continue;
    const inputs = hasLoops ? sources(node, byName) : reads(node);
    steps.push({
      facts: nodeFacts(node, around),
      inputs: [...new Set(inputs)].filter(around.varies),
      outputs: shown,
      compute: () => {
        throw new Error(`'${node.name}' runs asynchronously only`);
      },
      asynchronous: reason,
    });
  }
  return steps;
}

/** The tensors before the asynchronous part of a graph that a node in it is made of. */
function sources(node: GraphNode, byName: ReadonlyMap<string, GraphNode>): string[] {
  const found: string[] = [];
  const seen = new Set([node]);
  for (const next of seen) {
    for (const tensor of reads(next)) {
      const before = byName.get(nodeOf(tensor));
      if (before) seen.add(before);
      else found.push(tensor);
    }
  }
  return found;
}
