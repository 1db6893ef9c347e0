import { XaiError } from '@pellucid/core';
import type { DataType } from '@tensorflow/tfjs-core';
import { asJson } from '../artifacts.js';

type Json = Readonly<Record<string, unknown>>;

/** A node of a GraphModel, as its model.json lists it. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `node`, `node:1` for its second output, `^node` for what only has to run before. */
  readonly input: readonly string[];
  readonly attr: Json;
}

/**
 * @param topology modelTopology of a GraphModel
 * @throws XaiError `model-invalid`
 */
export function readNodes(topology: Json): GraphNode[] {
  const listed = topology['node'];
  if (!Array.isArray(listed)) throw invalid('has no list of nodes');
  const nodes = listed.map((value): GraphNode => {
    const { name, op, input = [], attr } = asJson(value) ?? {};
    const isSound = typeof name === 'string' && typeof op === 'string' && Array.isArray(input);
    if (!isSound || !input.every((item) => typeof item === 'string')) {
      throw invalid('has a node without name, operation or inputs');
    }
    return { name, op, input, attr: asJson(attr) ?? {} };
  });
  const names = new Set(nodes.map(({ name }) => name));
  if (names.size < nodes.length) throw invalid('has two nodes of one name');
  for (const { name, input } of nodes) {
    const missing = input.map(nodeOf).find((source) => !names.has(source));
    if (missing !== undefined) throw invalid(`has no node '${missing}', which '${name}' reads`);
  }
  return nodes;
}

function invalid(what: string): XaiError {
  return new XaiError('model-invalid', `The graph in model.json ${what}. Convert the model again.`);
}

/** The node of a reference. */
export function nodeOf(reference: string): string {
  return reference.replace(/^\^/, '').replace(/:\d+$/, '');
}

/** The tensor of a reference, by the name that users know: the node's for its first output. */
export function tensorOf(reference: string): string {
  return reference.replace(/:0$/, '');
}

/** The tensors that a node reads. */
export function reads({ input }: GraphNode): string[] {
  return input.filter((reference) => !reference.startsWith('^')).map(tensorOf);
}

/** Text of an attribute; empty where there is none. */
export function textOf(node: GraphNode, name: string): string {
  return decoded(asJson(node.attr[name])?.['s']);
}

/** Texts of an attribute that lists some. */
export function textsOf(node: GraphNode, name: string): string[] {
  const list = asJson(asJson(node.attr[name])?.['list'])?.['s'];
  return Array.isArray(list) ? list.map(decoded) : [];
}

/** Whole numbers of an attribute that lists some; null where there is none. */
export function numbersOf(node: GraphNode, name: string): number[] | null {
  const list = asJson(asJson(node.attr[name])?.['list'])?.['i'];
  return Array.isArray(list) ? list.map(Number) : null;
}

/** The sides that a node says its tensor has, `null` where they are free; null if it says nothing. */
export function shapeOf(node: GraphNode): (number | null)[] | null {
  return sidesOf(asJson(node.attr['shape'])?.['shape']);
}

/** The sides in a TensorShapeProto, `null` where they are free; null where there is none, or not even a rank. */
export function sidesOf(proto: unknown): (number | null)[] | null {
  const shape = asJson(proto);
  if (!shape || shape['unknownRank'] === true) return null;
  const dims = shape['dim'] ?? [];
  if (!Array.isArray(dims)) return null;
  return dims.map((dim) => {
    const size = Number(asJson(dim)?.['size'] ?? -1);
    return size >= 0 ? size : null;
  });
}

/** Texts are kept as base64, or as codes of their characters. */
function decoded(text: unknown): string {
  if (Array.isArray(text)) return String.fromCharCode(...(text as number[]));
  return typeof text === 'string' ? (globalThis as unknown as { atob(text: string): string }).atob(text) : '';
}

const dtypes: Readonly<Record<string, DataType>> = {
  DT_FLOAT: 'float32',
  DT_HALF: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
};
const numbered: Readonly<Record<number, string>> = {
  1: 'DT_FLOAT',
  3: 'DT_INT32',
  4: 'DT_UINT8',
  9: 'DT_INT64',
  10: 'DT_BOOL',
  7: 'DT_STRING',
};

/** The type of an input's elements. */
export function dtypeOf({ attr }: GraphNode): DataType {
  const type = asJson(attr['dtype'])?.['type'];
  return dtypes[typeof type === 'number' ? (numbered[type] ?? '') : String(type)] ?? 'float32';
}
