import { referenceModel } from '@pellucid/core/testing';
import type { FusedActivation, LayerDescription, NetworkDescription } from '@pellucid/core/testing';
import type { FloatTensor } from '@pellucid/core';
import type { TfjsArtifacts } from '../../src/index.js';
import type { Constant, Node } from './graph.js';
import { float, graphArtifacts, ints, placeholder, text, texts } from './graph.js';
import { depthwiseKernelOf, kernelOf, paddingOf, permuted } from './stored.js';

type Shape = readonly (number | null)[];

/** Nodes, and the constants that they read, by name. */
interface Part {
  readonly nodes: readonly Node[];
  readonly constants?: Readonly<Record<string, Constant>>;
}

/** A network of the conformance suite as a GraphModel, channels last and fused, as the converter writes them. */
export function describedGraph(network: NetworkDescription): TfjsArtifacts {
  const { input, layers, outputs } = network;
  const shapes: ReadonlyMap<string, Shape> = new Map(
    referenceModel(network).layers.map(({ name, shape }) => [name, shape]),
  );
  const parts = layers.map((layer) => partOf(layer, shapes));
  const [channels, ...sides] = input.shape;
  const stored = input.shape.length === 3 ? [...sides, channels!] : input.shape;
  return graphArtifacts(
    Object.assign({}, ...parts.map(({ constants }) => constants ?? {})) as Record<string, Constant>,
    [placeholder(input.name, [-1, ...stored]), ...parts.flatMap(({ nodes }) => nodes)],
    {
      signature: {
        inputs: { [input.name]: { name: `${input.name}:0` } },
        outputs: Object.fromEntries(outputs.map((name) => [name, { name: `${name}:0` }])),
      },
    },
  );
}

const ofFloats = ({ data, shape }: FloatTensor): Constant => ({ shape, values: [...data] });
const ofInts = (values: readonly number[], shape: readonly number[] = [values.length]): Constant => ({
  shape,
  values,
  dtype: 'int32',
});
const fusedNames = { relu: 'Relu', relu6: 'Relu6' } as const;

function partOf(layer: LayerDescription, shapes: ReadonlyMap<string, Shape>): Part {
  const { name, inputs } = layer;
  const before = shapes.get(inputs[0]!)!;
  /** One node, behind whose inputs come constants by suffix. */
  const part = (op: string, attr: Record<string, unknown> = {}, constants: Record<string, Constant> = {}): Part => {
    const named = Object.entries(constants).map(([suffix, constant]) => [`${name}/${suffix}`, constant] as const);
    const input = [...inputs, ...named.map(([constant]) => constant)];
    return { nodes: [{ name, op, input, attr: { T: float, ...attr } }], constants: Object.fromEntries(named) };
  };
  switch (layer.op) {
    case 'convolution': {
      const { weights, bias, stride, groups, activation } = layer;
      const depthwise = groups > 1;
      const attr = {
        strides: ints(1, stride, stride, 1),
        padding: text(paddingOf(before, { ...layer, size: weights.shape[2]! }).toUpperCase()),
        data_format: text('NHWC'),
        dilations: ints(1, 1, 1, 1),
      };
      const kernel = ofFloats(depthwise ? depthwiseKernelOf(weights) : kernelOf(weights));
      if (!bias) return part(depthwise ? 'DepthwiseConv2dNative' : 'Conv2D', attr, { kernel });
      const op = depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D';
      return part(op, { ...attr, ...fusedOps(activation) }, { kernel, bias: ofFloats(bias) });
    }
    case 'dense': {
      const { weights, bias, activation } = layer;
      const matrix = ofFloats(permuted(weights, [1, 0]));
      if (!bias) return part('BatchMatMulV2', { adj_x: { b: false }, adj_y: { b: false } }, { matrix });
      const attr = { transpose_a: { b: false }, transpose_b: { b: false } };
      const constants = { matrix, bias: ofFloats(bias) };
      if (activation !== 'softmax') return part('_FusedMatMul', { ...attr, ...fusedOps(activation) }, constants);
      // There is no kernel for this one.
      const linear = partOf({ ...layer, name: `${name}/linear`, activation: null }, shapes);
      const softmax: Node = { name, op: 'Softmax', input: [`${name}/linear`], attr: { T: float } };
      return { ...linear, nodes: [...linear.nodes, softmax] };
    }
    case 'batch-normalization': {
      const { scale, offset, mean, variance, epsilon } = layer;
      return part(
        'FusedBatchNormV3',
        { epsilon: { f: epsilon }, is_training: { b: false }, data_format: text('NHWC') },
        { scale: ofFloats(scale), offset: ofFloats(offset), mean: ofFloats(mean), variance: ofFloats(variance) },
      );
    }
    case 'relu':
      return part('Relu');
    case 'relu6':
      return part('Relu6');
    case 'leaky-relu':
      return part('LeakyRelu', { alpha: { f: layer.slope } });
    case 'sigmoid':
      return part('Sigmoid');
    case 'softmax':
      return part('Softmax');
    case 'max-pool':
    case 'average-pool': {
      const { size, stride } = layer;
      return part(layer.op === 'max-pool' ? 'MaxPool' : 'AvgPool', {
        ksize: ints(1, size, size, 1),
        strides: ints(1, stride, stride, 1),
        padding: text(paddingOf(before, layer).toUpperCase()),
        data_format: text('NHWC'),
      });
    }
    case 'global-average-pool':
      return part('Mean', { keep_dims: { b: layer.keepSides } }, { axes: ofInts([1, 2]) });
    case 'add':
      return part('AddV2');
    case 'multiply':
      return part('Mul');
    case 'concat':
      return part('ConcatV2', { N: { i: String(inputs.length) } }, { axis: ofInts([3], []) });
    case 'resize-nearest': {
      const sides = before.slice(2).map((side) => side! * layer.factor);
      return part('ResizeNearestNeighbor', { align_corners: { b: false } }, { size: ofInts(sides) });
    }
    case 'flatten':
    case 'reshape': {
      const after =
        layer.op === 'reshape' ? layer.shape : [before.slice(1).reduce<number>((all, side) => all * side!, 1)];
      const reshaped = part('Reshape', {}, { shape: ofInts([-1, ...after]) });
      const isMap = before.length === 4 && before.slice(2).some((side) => side !== 1);
      if (!isMap) return reshaped;
      // Elements in the order of the channels, which stand last.
      const [node] = reshaped.nodes;
      const [ordered, order] = [`${name}/ordered`, `${name}/order`];
      return {
        nodes: [
          { name: ordered, op: 'Transpose', input: [inputs[0]!, order], attr: { T: float } },
          { ...node!, input: [ordered, `${name}/shape`] },
        ],
        constants: { ...reshaped.constants, [order]: ofInts([0, 3, 1, 2]) },
      };
    }
    case 'transpose':
      return part('Transpose', {}, { order: ofInts([0, ...layer.permutation.map((axis) => axis + 1)]) });
  }
}

function fusedOps(activation: FusedActivation | null): Record<string, unknown> {
  const after = activation === 'relu' || activation === 'relu6' ? [fusedNames[activation]] : [];
  return { fused_ops: texts('BiasAdd', ...after), num_args: { i: '1' } };
}
