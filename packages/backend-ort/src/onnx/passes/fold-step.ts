import { floatAttribute, intAttribute } from '../attribute.js';
import { floatsOf } from '../constant.js';
import type { ConstantTensor, GraphNode } from '../graph.js';

/** x becomes scale x + shift, one of each per channel. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** Channels (axis 1) and rank of a layer's output. */
export interface Channels {
  readonly channels: number;
  readonly rank: number;
}

/** A constant by name, or null for anything else. */
export type ConstantOf = (name: string | undefined) => ConstantTensor | null;

/** What a node does to each channel of its input, the output of a layer, or null where it is not affine in each. */
export function affineStep(node: GraphNode, input: string, layer: Channels, constantOf: ConstantOf): Affine | null {
  const step =
    node.op === 'BatchNormalization'
      ? normalization(node, input, constantOf)
      : arithmetic(node, input, layer, constantOf);
  const fits = step?.scale.length === layer.channels && [...step.scale, ...step.shift].every(Number.isFinite);
  return fits ? step : null;
}

/** y = scale (x - mean) / sqrt(variance + epsilon) + bias. */
function normalization(node: GraphNode, input: string, constantOf: ConstantOf): Affine | null {
  const [scale, bias, mean, variance] = node.inputs.slice(1).map((name) => constantOf(name));
  if (!scale || !bias || !mean || !variance || node.inputs[0] !== input || intAttribute(node, 'training_mode', 0)) {
    return null;
  }
  const epsilon = floatAttribute(node, 'epsilon', 1e-5);
  const [b, m, v] = [bias, mean, variance].map(floatsOf);
  const slope = Float64Array.from(floatsOf(scale), (s, channel) => s / Math.sqrt(v![channel]! + epsilon));
  return { scale: slope, shift: slope.map((s, channel) => b![channel]! - s * m![channel]!) };
}

/** Adding, subtracting, multiplying or dividing by a constant that is the same at all positions. */
function arithmetic(
  { op, inputs }: GraphNode,
  input: string,
  { channels, rank }: Channels,
  constantOf: ConstantOf,
): Affine | null {
  const isFirst = inputs[0] === input;
  const constant = inputs.length === 2 ? constantOf(inputs[isFirst ? 1 : 0]) : null;
  const values = constant && perChannel(constant, channels, rank);
  if (!values) return null;
  const ones = values.map(() => 1);
  const zeros = values.map(() => 0);
  if (op === 'Add') return { scale: ones, shift: values };
  if (op === 'Mul') return { scale: values, shift: zeros };
  if (op === 'Sub')
    return isFirst ? { scale: ones, shift: values.map((c) => -c) } : { scale: ones.map((c) => -c), shift: values };
  if (op === 'Div' && isFirst) return { scale: values.map((c) => 1 / c), shift: zeros };
  return null;
}

/** The constant's number for each channel (axis 1), or null where it varies along another axis or broadcasts the output. */
function perChannel(constant: ConstantTensor, channels: number, rank: number): Float64Array | null {
  const { shape } = constant;
  if (shape.length > rank) return null;
  const axis = 1 - rank + shape.length;
  if (!shape.every((side, i) => side === 1 || (i === axis && side === channels))) return null;
  const values = floatsOf(constant);
  return Float64Array.from({ length: channels }, (_, channel) => values[values.length === 1 ? 0 : channel]!);
}
