import { isGraph, isTensor } from '../attribute.js';
import { floatsOf } from '../constant.js';
import { dtypeCode, dtypeOfCode } from '../dtype.js';
import type { OnnxDType } from '../dtype.js';
import type { AttributeValue, ConstantTensor, Graph, GraphBody, GraphNode, ValueInfo } from '../graph.js';

/** Float types that become float32. */
export type OtherFloat = 'float16' | 'bfloat16' | 'float64';

const otherFloats: readonly OnnxDType[] = ['float16', 'bfloat16', 'float64'];
const largest = 2 ** 128 - 2 ** 104;

/** Attributes that hold the number of an element type, by operator. */
const typeAttributes: Readonly<Record<string, string>> = {
  Cast: 'to',
  EyeLike: 'dtype',
  RandomNormal: 'dtype',
  RandomNormalLike: 'dtype',
  RandomUniform: 'dtype',
  RandomUniformLike: 'dtype',
  Bernoulli: 'dtype',
  SequenceEmpty: 'dtype',
  HannWindow: 'output_datatype',
  HammingWindow: 'output_datatype',
  BlackmanWindow: 'output_datatype',
  MelWeightMatrix: 'output_datatype',
};

/**
 * The same network in float32: weights, the types of casts and of the values that nodes make, inputs and outputs. Core
 * computes in float32, runtimes have few kernels for other floats, and gradients in half precision vanish.
 *
 * Values of 16 bits are all float32 values too. Of float64, digits are lost; numbers beyond float32's range become its
 * largest, so that masks stay finite as they were.
 *
 * @returns the graph itself where all floats are float32 already, and which other types it held
 */
export function toFloat32(graph: Graph): { graph: Graph; found: OtherFloat[] } {
  const found = new Set<OtherFloat>();
  const body = bodyToFloat32(graph, found);
  return found.size === 0 ? { graph, found: [] } : { graph: { ...graph, ...body }, found: [...found] };
}

function bodyToFloat32(body: GraphBody, found: Set<OtherFloat>): GraphBody {
  const dtypeFor = (dtype: OnnxDType): OnnxDType => {
    if (!isOtherFloat(dtype)) return dtype;
    found.add(dtype);
    return 'float32';
  };
  const info = (value: ValueInfo): ValueInfo => ({ ...value, dtype: dtypeFor(value.dtype) });
  const tensor = (constant: ConstantTensor): ConstantTensor => {
    if (!isOtherFloat(constant.dtype)) return constant;
    found.add(constant.dtype);
    const values = Float32Array.from(floatsOf(constant), inRange);
    return { ...constant, dtype: 'float32', bytes: new Uint8Array(values.buffer) };
  };
  const attribute = (node: GraphNode, name: string, value: AttributeValue): AttributeValue => {
    if (isTensor(value)) return tensor(value);
    if (isGraph(value)) return bodyToFloat32(value, found);
    const dtype = typeAttributes[node.op] === name && typeof value === 'number' ? dtypeOfCode(value) : undefined;
    return dtype ? dtypeCode(dtypeFor(dtype)) : value;
  };
  return {
    ...body,
    nodes: body.nodes.map((node) => ({
      ...node,
      attributes: Object.fromEntries(
        Object.entries(node.attributes).map(([name, value]) => [name, attribute(node, name, value)]),
      ),
    })),
    constants: new Map([...body.constants].map(([name, constant]) => [name, tensor(constant)])),
    inputs: body.inputs.map(info),
    outputs: body.outputs.map(info),
    valueInfos: new Map([...body.valueInfos].map(([name, value]) => [name, info(value)])),
  };
}

function isOtherFloat(dtype: OnnxDType): dtype is OtherFloat {
  return otherFloats.includes(dtype);
}

/** Infinities and NaN stay; what float32 cannot hold becomes the nearest that it can. */
function inRange(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, -largest), largest) : value;
}
