import { floatAttribute, intAttribute } from '../attribute.js';
import type { Builder } from '../build.js';
import { floatsOf } from '../constant.js';
import { float } from '../graph.js';
import type { ConstantTensor, GraphNode } from '../graph.js';
import type { Affine, Channels, ConstantOf } from './fold-step.js';

/** A Conv, ConvTranspose or Gemm with constant weights and bias. */
export interface LinearLayer extends Channels {
  readonly node: GraphNode;
  readonly weights: ConstantTensor;
  readonly bias: Float64Array;
  /** The affine map that changes nothing. */
  readonly identity: Affine;
}

/** Sides of the weights, row-major, around the axis of the output's channels, and into how many groups these fall. */
interface Arrangement {
  readonly groups: number;
  readonly before: number;
  readonly channels: number;
  readonly behind: number;
}

/** A node as a layer, or null if it is none whose weights can be changed. */
export function linearLayer(node: GraphNode, constantOf: ConstantOf): LinearLayer | null {
  if (!['Conv', 'ConvTranspose', 'Gemm'].includes(node.op)) return null;
  const weights = constantOf(node.inputs[1]);
  if (!weights) return null;
  const { groups, before, channels } = arrangement(node, weights);
  // A file can hold a number of groups that does not fit.
  if (!Number.isInteger(before) || before < 1) return null;
  const count = groups * channels;
  const bias = biasOf(node, constantOf, count);
  if (!bias) return null;
  const identity = { scale: new Float64Array(count).fill(1), shift: new Float64Array(count) };
  return { node, weights, bias, channels: count, rank: weights.shape.length, identity };
}

/** The layer and then the affine map, as one layer. */
export function withAffine(
  { node, weights, bias }: LinearLayer,
  { scale, shift }: Affine,
  builder: Builder,
): GraphNode {
  const { groups, before, channels, behind } = arrangement(node, weights);
  const source = floatsOf(weights);
  const scaled = new Float32Array(source.length);
  let index = 0;
  for (let group = 0; group < groups; group++)
    for (let outer = 0; outer < before; outer++)
      for (let channel = 0; channel < channels; channel++) {
        const factor = scale[group * channels + channel]!;
        for (let inner = 0; inner < behind; inner++, index++) scaled[index] = factor * source[index]!;
      }
  const shifted = Float32Array.from(bias, (value, channel) => scale[channel]! * value + shift[channel]!);
  const inputs = [node.inputs[0]!, builder.floats(scaled, weights.shape), builder.floats(shifted)];
  const attributes = node.op === 'Gemm' ? { ...node.attributes, beta: float(1) } : node.attributes;
  return { ...node, inputs, attributes };
}

function arrangement(node: GraphNode, { shape }: ConstantTensor): Arrangement {
  const [first = 1, second = 1, ...kernel] = shape;
  const taps = kernel.reduce((product, side) => product * side, 1);
  if (node.op === 'Conv') return { groups: 1, before: 1, channels: first, behind: second * taps };
  if (node.op === 'ConvTranspose') {
    const groups = intAttribute(node, 'group', 1);
    return { groups, before: first / groups, channels: second, behind: taps };
  }
  return intAttribute(node, 'transB', 0)
    ? { groups: 1, before: 1, channels: first, behind: second }
    : { groups: 1, before: first, channels: second, behind: 1 };
}

/** What the layer adds to each channel; null where that is no constant, or differs from row to row. */
function biasOf(node: GraphNode, constantOf: ConstantOf, channels: number): Float64Array | null {
  if (!node.inputs[2]) return new Float64Array(channels);
  const constant = constantOf(node.inputs[2]);
  if (!constant) return null;
  const values = floatsOf(constant);
  const fits = values.length === 1 || (values.length === channels && constant.shape.at(-1) === channels);
  const beta = node.op === 'Gemm' ? floatAttribute(node, 'beta', 1) : 1;
  return fits ? Float64Array.from({ length: channels }, (_, i) => beta * values[values.length === 1 ? 0 : i]!) : null;
}
