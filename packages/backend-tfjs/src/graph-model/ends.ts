import { XaiError } from '@pellucid/core';
import { asJson } from '../artifacts.js';
import type { ReadArtifacts } from '../artifacts.js';
import type { GraphNode } from './nodes.js';
import { nodeOf, reads, shapeOf, sidesOf, tensorOf } from './nodes.js';

/** Where a graph begins and ends. */
export interface Ends {
  /** Names of the nodes that are fed. */
  readonly inputs: readonly string[];
  /** Names of the tensors that it is made for. */
  readonly outputs: readonly string[];
  /** Shapes of some of them by the signature, `null` for sides that are free. */
  readonly shapes: ReadonlyMap<string, readonly (number | null)[]>;
}

/**
 * The ends of a graph, by its signature where it has one; else its placeholders, and the nodes that nothing reads.
 *
 * @throws XaiError `model-unsupported` for a graph without inputs
 */
export function endsOf(nodes: readonly GraphNode[], { json }: ReadArtifacts): Ends {
  const placeholders = nodes.filter(isFed).map(({ name }) => name);
  const signature = asJson(json['signature']) ?? asJson(asJson(json['userDefinedMetadata'])?.['signature']);
  const given = infosIn(signature?.['inputs']);
  const made = infosIn(signature?.['outputs']);
  const inputs = given.map(({ name }) => nodeOf(name)).filter((name) => placeholders.includes(name));
  const outputs = made
    .map(({ name }) => tensorOf(name))
    .filter((name) => nodes.some((node) => node.name === nodeOf(name)));
  const read = new Set(nodes.flatMap(reads).map(nodeOf));
  const last = nodes.filter(({ name, op }) => !read.has(name) && op !== 'Const' && !placeholders.includes(name));
  if (placeholders.length === 0) {
    throw new XaiError('model-unsupported', 'The network has no inputs, so there is nothing to explain.');
  }
  return {
    inputs: [...new Set([...inputs, ...placeholders])],
    outputs: outputs.length > 0 ? [...new Set(outputs)] : last.map(({ name }) => name),
    shapes: new Map([...given, ...made].flatMap(({ name, shape }) => (shape ? [[tensorOf(name), shape]] : []))),
  };
}

/** The sides of an input: the node's own, and those of the signature for what it leaves free, but for the batch. */
export function inputShape(node: GraphNode, { shapes }: Pick<Ends, 'shapes'>): readonly (number | null)[] | null {
  const own = shapeOf(node);
  const signed = shapes.get(node.name);
  if (!own || own.length !== signed?.length) return own ?? signed ?? null;
  return own.map((side, axis) => (axis === 0 ? side : (side ?? signed[axis]!)));
}

function isFed({ op, attr }: GraphNode): boolean {
  const type = asJson(attr['dtype'])?.['type'];
  return op === 'Placeholder' && type !== 'DT_RESOURCE' && type !== 20;
}

/** What a signature says of its tensors, in its order. */
function infosIn(ends: unknown): { name: string; shape: (number | null)[] | null }[] {
  return Object.values(asJson(ends) ?? {}).flatMap((info) => {
    const { name, tensorShape } = asJson(info) ?? {};
    return typeof name === 'string' ? [{ name, shape: sidesOf(tensorShape) }] : [];
  });
}
