import { XaiError } from '@pellucid/core';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { getTextEncoding } from '@bufbuild/protobuf/wire';
import { isGraph, isTensor } from './attribute.js';
import { toInt64 } from './constant.js';
import { dtypeCode } from './dtype.js';
import type {
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.js';
import type { AttributeValue, ConstantTensor, GraphBody, GraphNode, ValueInfo } from './graph.js';
import { reads, writes } from './topology.js';

type AttributeInit = MessageInitShape<typeof AttributeProtoSchema>;

/** A graph as messages, with `constants` for its initializers. */
export function bodyInit(
  body: GraphBody,
  constants: readonly ConstantTensor[],
): MessageInitShape<typeof GraphProtoSchema> {
  const made = new Set(body.nodes.flatMap(writes));
  return {
    name: body.name || 'graph',
    node: body.nodes.map(nodeInit),
    initializer: constants.map(tensorInit),
    input: body.inputs.map(valueInit),
    output: body.outputs.map(valueInit),
    valueInfo: [...body.valueInfos.values()].filter(({ name }) => made.has(name)).map(valueInit),
  };
}

/** The constants that a node or an output of the graph reads. */
export function usedConstants(body: GraphBody): ConstantTensor[] {
  const used = new Set([...body.nodes.flatMap(reads), ...body.outputs.map(({ name }) => name)]);
  return [...body.constants.values()].filter(({ name }) => used.has(name));
}

export function tensorInit({
  name,
  dtype,
  shape,
  bytes,
  strings,
}: ConstantTensor): MessageInitShape<typeof TensorProtoSchema> {
  const values = strings ? { stringData: [...strings] } : bytes.length > 0 ? { rawData: bytes } : {};
  return { name, dims: shape.map(BigInt), dataType: dtypeCode(dtype), ...values };
}

function nodeInit({
  name,
  op,
  domain,
  inputs,
  outputs,
  attributes,
  overload,
}: GraphNode): MessageInitShape<typeof NodeProtoSchema> {
  return {
    name,
    opType: op,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, value]) => attributeInit(key, value, name)),
    ...(overload !== undefined && { overload }),
  };
}

function attributeInit(name: string, value: AttributeValue, node: string): AttributeInit {
  const int = (number: number): bigint => {
    if (Number.isInteger(number)) return toInt64(number);
    throw new XaiError(
      'usage',
      `Attribute '${name}' of node '${node}' is ${number}, but plain numbers are ints; write float(${number}).`,
    );
  };
  if (typeof value === 'number') return { name, type: 2, i: int(value) };
  if (typeof value === 'string') return { name, type: 3, s: getTextEncoding().encodeUtf8(value) };
  if (value instanceof Uint8Array) return { name, type: 3, s: value };
  if (isList(value)) {
    return value.every((item) => typeof item === 'number')
      ? { name, type: 7, ints: value.map(int) }
      : { name, type: 8, strings: value.map((item) => getTextEncoding().encodeUtf8(item)) };
  }
  if (isTensor(value)) return { name, type: 4, t: tensorInit(value) };
  if (isGraph(value)) return { name, type: 5, g: bodyInit(value, usedConstants(value)) };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('floats' in value) return { name, type: 6, floats: [...value.floats] };
  return value.proto;
}

function isList(value: AttributeValue): value is readonly number[] | readonly string[] {
  return Array.isArray(value);
}

function valueInit({ name, dtype, shape, type }: ValueInfo): MessageInitShape<typeof ValueInfoProtoSchema> {
  if (dtype === 'other') return { name, ...(type && { type }) };
  const tensor = { elemType: dtypeCode(dtype), ...(shape && { shape: { dim: shape.map(sideInit) } }) };
  return { name, type: { value: { case: 'tensorType', value: tensor } } };
}

function sideInit(side: number | string | null): MessageInitShape<typeof TensorShapeProto_DimensionSchema> {
  if (side === null) return {};
  return typeof side === 'number'
    ? { value: { case: 'dimValue', value: toInt64(side) } }
    : { value: { case: 'dimParam', value: side } };
}
