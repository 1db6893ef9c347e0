import { readFileSync, readdirSync } from 'node:fs';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import { float, floats } from '../../src/onnx/graph.js';
import type { AttributeValue, ConstantTensor, Graph } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';

/** A number; a string where JSON has none for it (infinities, large integers). */
type Value = number | string;

interface CaseInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: readonly Value[];
  /** float32 unless said. */
  readonly dtype?: 'int64' | 'bool';
  /** An initializer, not an input of the graph. */
  readonly constant?: true;
}

/** One node with a float64 reference for its outputs and its gradients (`tools/reference/operators`). */
export interface OperatorCase {
  readonly name: string;
  readonly op: string;
  readonly opset: number;
  readonly attributes: Readonly<Record<string, number | string | readonly number[]>>;
  /** Those attributes whose numbers are floats. */
  readonly floatAttributes?: readonly string[];
  /** `null` where omitted; inputs of one name are one tensor. */
  readonly inputs: readonly (CaseInput | null)[];
  readonly outputs: readonly { readonly shape: readonly number[]; readonly data: readonly Value[] }[];
  /** One per output; `null` where nothing flows back into it. */
  readonly cotangents: readonly (readonly Value[] | null)[];
  /** One per input; `null` for constants. */
  readonly gradients: readonly (readonly Value[] | null)[];
}

const folder = new URL('../fixtures/operators/', import.meta.url);

/** Operators that have a fixture. */
export const fixtureOperators: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

export function readCases(operator: string): OperatorCase[] {
  return JSON.parse(readFileSync(new URL(`${operator}.json`, folder), 'utf8')) as OperatorCase[];
}

/** The inputs of the graph: neither constant nor omitted, each name once. */
export function freeInputs({ inputs }: OperatorCase): CaseInput[] {
  const free = inputs.filter((input): input is CaseInput => input !== null && !input.constant);
  return [...new Map(free.map((input) => [input.name, input])).values()];
}

export function outputName(index: number): string {
  return `y${index}`;
}

/** The case as a graph of one node. With `freeBatch` the file says `N` for the first side of inputs and outputs. */
export function caseGraph(operatorCase: OperatorCase, freeBatch: boolean): Graph {
  const { op, opset, inputs, outputs } = operatorCase;
  const sides = (shape: readonly number[]) => (freeBatch ? ['N', ...shape.slice(1)] : shape);
  const names = outputs.map((_, index) => outputName(index));
  return graphOf({
    opset,
    nodes: [
      node(
        op,
        inputs.map((input) => input?.name ?? ''),
        names,
        attributesOf(operatorCase),
      ),
    ],
    inputs: freeInputs(operatorCase).map(({ name, shape, dtype }) => value(name, sides(shape), dtype)),
    outputs: outputs.map(({ shape }, index) => value(names[index]!, sides(shape))),
    constants: inputs.filter((input): input is CaseInput => input?.constant === true).map(constantOf),
  });
}

/** Whether the first side of every input and output is the same, and so may be a batch. */
export function hasBatch(operatorCase: OperatorCase): boolean {
  // Without axes, Squeeze takes a batch of one away: a free batch would leave the rank open.
  if (operatorCase.op === 'Squeeze' && operatorCase.name === 'no axes') return false;
  const firsts = [...freeInputs(operatorCase), ...operatorCase.outputs].map(({ shape }) => shape[0]);
  return firsts[0] !== undefined && firsts.every((side) => side === firsts[0]);
}

export function toFloats(values: readonly Value[]): Float32Array {
  return Float32Array.from(values, Number);
}

function attributesOf({ attributes, floatAttributes = [] }: OperatorCase): Record<string, AttributeValue> {
  const attribute = (name: string, given: OperatorCase['attributes'][string]): AttributeValue => {
    if (!floatAttributes.includes(name)) return given;
    return typeof given === 'number' ? float(given) : floats(given as readonly number[]);
  };
  return Object.fromEntries(Object.entries(attributes).map(([name, given]) => [name, attribute(name, given)]));
}

function constantOf({ name, shape, data, dtype }: CaseInput): ConstantTensor {
  if (dtype === 'int64') return constantFromInts(name, data.map(Number), shape);
  if (dtype === 'bool') return { name, dtype, shape, bytes: Uint8Array.from(data, Number) };
  return constantFromFloats(name, toFloats(data), shape);
}
