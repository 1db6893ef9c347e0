import { XaiError } from '@pellucid/core';
import type { AttributeValue, ConstantTensor, GraphBody, GraphNode } from './graph.js';

function mismatch(node: GraphNode, name: string, expected: string): XaiError {
  return new XaiError(
    'model-invalid',
    `Attribute '${name}' of node '${node.name}' (${node.op}) should be ${expected}; check the program that wrote the model.`,
  );
}

/** An int attribute, or `fallback` where the node does not have it. */
export function intAttribute<T extends number | undefined>(node: GraphNode, name: string, fallback: T): number | T {
  const value = node.attributes[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'number') throw mismatch(node, name, 'an integer');
  return value;
}

/** A list of ints, or `fallback` where the node does not have it. */
export function intsAttribute<T extends readonly number[] | undefined>(
  node: GraphNode,
  name: string,
  fallback: T,
): readonly number[] | T {
  const value = node.attributes[name];
  if (value === undefined) return fallback;
  if (!Array.isArray(value) || typeof value[0] === 'string') throw mismatch(node, name, 'a list of integers');
  return value as readonly number[];
}

/** A float attribute, or `fallback` where the node does not have it. */
export function floatAttribute<T extends number | undefined>(node: GraphNode, name: string, fallback: T): number | T {
  const value = node.attributes[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'object' || !('float' in value)) throw mismatch(node, name, 'a float');
  return value.float;
}

/** A list of floats, or `fallback` where the node does not have it. */
export function floatsAttribute<T extends readonly number[] | undefined>(
  node: GraphNode,
  name: string,
  fallback: T,
): readonly number[] | T {
  const value = node.attributes[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'object' || !('floats' in value)) throw mismatch(node, name, 'a list of floats');
  return value.floats;
}

/** A string attribute, or `fallback` where the node does not have it. */
export function stringAttribute<T extends string | undefined>(node: GraphNode, name: string, fallback: T): string | T {
  const value = node.attributes[name];
  if (value === undefined) return fallback;
  if (typeof value !== 'string') throw mismatch(node, name, 'a string');
  return value;
}

export function isTensor(value: AttributeValue): value is ConstantTensor {
  return typeof value === 'object' && 'dtype' in value;
}

export function isGraph(value: AttributeValue): value is GraphBody {
  return typeof value === 'object' && 'nodes' in value;
}
