import type { FloatTensor } from '@pellucid/core';
import type { FusedActivation, LayerDescription, NetworkDescription } from '@pellucid/core/testing';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import type { AttributeValue, ConstantTensor, Graph, GraphNode } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';

/** A network of the conformance suite in ONNX. An activation within an operation is a node behind it, as exporters write it. */
export function describedGraph({ input, layers, outputs }: NetworkDescription): Graph {
  const parts = layers.map(partOf);
  return graphOf({
    nodes: parts.flatMap(({ nodes }) => nodes),
    constants: parts.flatMap(({ constants }) => constants),
    inputs: [value(input.name, ['N', ...input.shape])],
    outputs: outputs.map((name) => value(name)),
  });
}

interface Part {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly ConstantTensor[];
}

function partOf(layer: LayerDescription): Part {
  if (!('activation' in layer) || layer.activation === null) return linearPart(layer);
  const { name, activation } = layer;
  const before = `${name}/linear`;
  const { nodes, constants } = linearPart({ ...layer, name: before, activation: null });
  const after = activationPart(activation, before, name);
  return { nodes: [...nodes, ...after.nodes], constants: [...constants, ...after.constants] };
}

function linearPart(layer: LayerDescription): Part {
  const { name, inputs } = layer;
  const [input = ''] = inputs;
  /** One node, behind whose inputs come constants by suffix. */
  const part = (
    op: string,
    attributes: Record<string, AttributeValue> = {},
    constants: Record<string, ConstantTensor> = {},
  ): Part => {
    const added = Object.entries(constants).map(([suffix, constant]) => ({ ...constant, name: `${name}.${suffix}` }));
    return {
      nodes: [node(op, [...inputs, ...added.map((constant) => constant.name)], [name], attributes)],
      constants: added,
    };
  };
  switch (layer.op) {
    case 'convolution': {
      const { weights, bias, stride, padding, groups } = layer;
      const [, , ...kernel] = weights.shape;
      return part(
        'Conv',
        { kernel_shape: kernel, strides: [stride, stride], pads: sides(padding), group: groups },
        { weight: floats(weights), ...(bias && { bias: floats(bias) }) },
      );
    }
    case 'dense': {
      const { weights, bias } = layer;
      if (bias) return part('Gemm', { transB: 1 }, { weight: floats(weights), bias: floats(bias) });
      return part('MatMul', {}, { weight: transposed(weights) });
    }
    case 'batch-normalization': {
      const { scale, offset, mean, variance, epsilon } = layer;
      return part(
        'BatchNormalization',
        { epsilon: float(epsilon) },
        { scale: floats(scale), offset: floats(offset), mean: floats(mean), variance: floats(variance) },
      );
    }
    case 'relu':
    case 'relu6':
    case 'softmax':
      return activationPart(layer.op, input, name);
    case 'sigmoid':
      return part('Sigmoid');
    case 'leaky-relu':
      return part('LeakyRelu', { alpha: float(layer.slope) });
    case 'max-pool':
    case 'average-pool': {
      const { size, stride, padding } = layer;
      return part(layer.op === 'max-pool' ? 'MaxPool' : 'AveragePool', {
        kernel_shape: [size, size],
        strides: [stride, stride],
        pads: sides(padding),
      });
    }
    case 'global-average-pool':
      return layer.keepSides ? part('GlobalAveragePool') : part('ReduceMean', { axes: [2, 3], keepdims: 0 });
    case 'add':
      return part('Add');
    case 'multiply':
      return part('Mul');
    case 'concat':
      return part('Concat', { axis: 1 });
    case 'resize-nearest': {
      const scales = constantFromFloats(`${name}.scales`, Float32Array.of(1, 1, layer.factor, layer.factor));
      const how = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
      return { nodes: [node('Resize', [input, '', scales.name], [name], how)], constants: [scales] };
    }
    case 'flatten':
      return part('Flatten');
    case 'reshape':
      return part('Reshape', {}, { shape: constantFromInts('', [0, ...layer.shape]) });
    case 'transpose':
      return part('Transpose', { perm: [0, ...layer.permutation.map((axis) => axis + 1)] });
  }
}

function activationPart(activation: FusedActivation, input: string, name: string): Part {
  if (activation === 'relu') return { nodes: [node('Relu', [input], [name])], constants: [] };
  if (activation === 'softmax') return { nodes: [node('Softmax', [input], [name], { axis: 1 })], constants: [] };
  const limits = [0, 6].map((limit) => constantFromFloats(`${name}.${limit}`, Float32Array.of(limit), []));
  return { nodes: [node('Clip', [input, ...limits.map((limit) => limit.name)], [name])], constants: limits };
}

const sides = (padding: number): number[] => [padding, padding, padding, padding];

/** Named by who takes it. */
const floats = ({ data, shape }: FloatTensor): ConstantTensor => constantFromFloats('', data, shape);

/** [out, in] as [in, out]. */
function transposed({ data, shape: [outputs = 0, inputs = 0] }: FloatTensor): ConstantTensor {
  const columns = Float32Array.from({ length: data.length }, (_, i) => {
    const [input, output] = [Math.floor(i / outputs), i % outputs];
    return data[output * inputs + input]!;
  });
  return constantFromFloats('', columns, [inputs, outputs]);
}
