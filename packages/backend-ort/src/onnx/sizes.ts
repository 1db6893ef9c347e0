import { XaiError } from '@pellucid/core';
import { isGraph } from './attribute.js';
import { intsOf } from './constant.js';
import type { ConstantTensor, Graph, GraphBody, GraphNode } from './graph.js';
import { ancestors, writes } from './topology.js';

/** Which inputs of an operator are numbers that say how large its output is. Where an output is not larger than an input, it is not here. */
const sizeInputs: Readonly<Record<string, readonly number[]>> = {
  AffineGrid: [1],
  BlackmanWindow: [0],
  CenterCropPad: [1],
  Col2Im: [1, 2],
  ConstantOfShape: [0],
  DFT: [1],
  Expand: [1],
  HammingWindow: [0],
  HannWindow: [0],
  Loop: [0],
  MaxUnpool: [2],
  MelWeightMatrix: [0, 1],
  OneHot: [1],
  Pad: [1],
  Range: [0, 1, 2],
  Resize: [2, 3],
  Tile: [1],
};

/** Passes of a loop that a network may ask for: a number in a file is no reason to compute for ever. */
const maxPasses = 10_000;

/** The sizes that are not constants, of operators still ahead, though what makes them is passed. */
export function openSizes({ nodes, constants, inputs }: Graph, passed: ReadonlySet<string>): string[] {
  const fed = new Set(inputs.map(({ name }) => name));
  const ahead = nodes.filter((node) => !writes(node).every((name) => passed.has(name)));
  const open = ahead.flatMap(sizesOf).filter((name) => passed.has(name) && !constants.has(name) && !fed.has(name));
  return [...new Set(open)];
}

/** Whether a node's size is given by numbers that are not constants (yet). */
export function hasOpenSize(node: GraphNode, constants: GraphBody['constants']): boolean {
  return sizesOf(node).some((name) => !constants.has(name));
}

/** Whether numbers among a node's inputs say how large its output is. */
export function isSizedByValues({ op, domain }: GraphNode): boolean {
  return domain === '' && Object.hasOwn(sizeInputs, op);
}

function sizesOf(node: GraphNode): string[] {
  if (!isSizedByValues(node)) return [];
  return sizeInputs[node.op]!.map((at) => node.inputs[at] ?? '').filter((name) => name !== '');
}

/** The part of a network that computes these values. */
export function partThatComputes(graph: Graph, names: readonly string[]): Graph {
  const outputs = names.map((name) => ({ name, dtype: 'other' as const, shape: null }));
  return { ...graph, nodes: ancestors(graph, names), outputs };
}

/**
 * Checks the sizes that are constants.
 *
 * @throws XaiError `model-invalid` for a negative one, of which runtimes make negative shapes and then crash;
 *   `model-unsupported` for a loop that is to run too often
 */
export function requireSizes({ nodes, constants }: GraphBody, outer: GraphBody['constants'] = new Map()): void {
  const visible = outer.size > 0 ? new Map([...outer, ...constants]) : constants;
  for (const node of nodes) {
    for (const body of Object.values(node.attributes)) if (isGraph(body)) requireSizes(body, visible);
    for (const size of sizesOf(node)) {
      const numbers = intsIn(visible.get(size));
      const negative = mayBeNegative.has(node.op) ? undefined : numbers.find((number) => number < 0);
      if (negative !== undefined) throw negativeSize(node, negative);
      if (node.op === 'Loop' && (numbers[0] ?? 0) > maxPasses) throw longLoop(node, numbers[0]!);
    }
  }
}

/** Pads that crop, ranges that begin below zero, loops that never run. */
const mayBeNegative: ReadonlySet<string> = new Set(['Pad', 'Range', 'Loop']);

function intsIn(constant: ConstantTensor | undefined): readonly number[] {
  return constant?.dtype === 'int64' || constant?.dtype === 'int32' ? intsOf(constant) : [];
}

function negativeSize({ name, op }: GraphNode, size: number): XaiError {
  return new XaiError(
    'model-invalid',
    `Node '${name}' (${op}) is given the size ${size}, but sizes are not negative; check the program that wrote the model.`,
  );
}

function longLoop({ name }: GraphNode, passes: number): XaiError {
  return new XaiError(
    'model-unsupported',
    `The loop '${name}' is to run ${passes} times, but at most ${maxPasses} are allowed; check the program that wrote the model.`,
  );
}
