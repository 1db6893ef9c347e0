import { existsSync, readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import type { OnnxDType } from '../../src/onnx/dtype.js';
import type { AttributeValue, ConstantTensor, Graph, GraphNode, ValueInfo } from '../../src/onnx/graph.js';

/** A node with less to write. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, AttributeValue> = {},
): GraphNode {
  return { name: `${op}:${outputs[0]}`, op, domain: '', inputs, outputs, attributes };
}

/** The description of a value; its shape is unknown unless given. */
export function value(name: string, shape: ValueInfo['shape'] = null, dtype: OnnxDType = 'float32'): ValueInfo {
  return { name, dtype, shape };
}

export interface GraphParts {
  readonly nodes: readonly GraphNode[];
  readonly inputs?: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants?: readonly ConstantTensor[];
  readonly opset?: number;
}

/** A graph with less to write. */
export function graphOf({ nodes, inputs = [], outputs, constants = [], opset = 17 }: GraphParts): Graph {
  return {
    name: 'test',
    nodes,
    inputs,
    outputs,
    constants: new Map(constants.map((constant) => [constant.name, constant])),
    valueInfos: new Map(),
    opset,
    domains: new Map([['', opset]]),
    metadata: {},
    producer: 'test',
    irVersion: 8,
    functions: [],
  };
}

/** All outputs of a model, by the stock runtime, without its optimisations unless they are asked for. */
export async function runOrt(
  bytes: Uint8Array,
  feeds: Record<string, Tensor>,
  fetches?: readonly string[],
): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: 'disabled', logSeverityLevel: 4 });
  try {
    return await (fetches ? session.run(feeds, fetches) : session.run(feeds));
  } finally {
    await session.release();
  }
}

/** Float32 values between -1 and 1 that are the same in every run. */
export function noise(seed: number, shape: readonly number[]): Tensor {
  let state = seed * 2654435761 + 1;
  const data = Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return new Tensor('float32', data, shape);
}

export function int64(values: readonly number[], shape: readonly number[] = [values.length]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), shape);
}

/** The bytes of a shared public model, or `undefined` where the checkout has none. */
export function publicModel(name: string): Uint8Array | undefined {
  const url = new URL(`../../../../../shared/assets/onnx/${name}`, import.meta.url);
  return existsSync(url) ? new Uint8Array(readFileSync(url)) : undefined;
}

/** The bytes of a file in test/fixtures/onnx. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/onnx/${name}`, import.meta.url)));
}

/** Matches an XaiError `model-invalid` whose sentence matches. */
export function modelInvalid(message: RegExp): unknown {
  return expect.objectContaining({
    name: 'XaiError',
    code: 'model-invalid',
    message: expect.stringMatching(message) as string,
  });
}
