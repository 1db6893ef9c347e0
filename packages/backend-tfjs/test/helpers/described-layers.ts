import type { FloatTensor } from '@pellucid/core';
import { referenceModel } from '@pellucid/core/testing';
import type { LayerDescription, NetworkDescription } from '@pellucid/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { input as makeInput, layers as make, model as makeModel } from '@tensorflow/tfjs-layers';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { TfjsArtifacts } from '../../src/index.js';
import { artifactsOf } from './keras.js';
import { depthwiseKernelOf, kernelOf, paddingOf, permuted } from './stored.js';

type Shape = readonly (number | null)[];

/** A network of the conformance suite as a LayersModel, channels last, as its files would be. */
export async function describedLayers(network: NetworkDescription): Promise<TfjsArtifacts> {
  const { input, layers: described, outputs } = network;
  const shapes: ReadonlyMap<string, Shape> = new Map(
    referenceModel(network).layers.map(({ name, shape }) => [name, shape]),
  );
  const image = makeInput({ shape: channelsLast(input.shape), name: input.name });
  const made = new Map<string, SymbolicTensor>([[input.name, image]]);
  for (const layer of described) {
    const { step, weights = [] } = kerasLayer(layer, shapes);
    const from = layer.inputs.map((name) => inOrder(layer, shapes.get(name)!, made.get(name)!));
    made.set(layer.name, step.apply(from.length === 1 ? from[0]! : from) as SymbolicTensor);
    const values = weights.map(({ data, shape }) => tf.tensor(data, [...shape]));
    step.setWeights(values);
    tf.dispose(values);
  }
  const model = makeModel({ inputs: image, outputs: outputs.map((name) => made.get(name)!) });
  try {
    return await artifactsOf(model);
  } finally {
    model.dispose();
  }
}

function channelsLast(shape: readonly number[]): number[] {
  const [channels, ...sides] = shape;
  return shape.length === 3 ? [...sides, channels!] : [...shape];
}

/** What reads a map in the order of its channels gets it with the channels first. */
function inOrder({ op, name }: LayerDescription, shape: Shape, tensor: SymbolicTensor): SymbolicTensor {
  const isMap = shape.length === 4 && shape.slice(2).some((side) => side !== 1);
  if (!isMap || (op !== 'flatten' && op !== 'reshape')) return tensor;
  return make.permute({ dims: [3, 1, 2], name: `${name}/ordered` }).apply(tensor) as SymbolicTensor;
}

interface Made {
  readonly step: layers.Layer;
  readonly weights?: readonly FloatTensor[];
}

function kerasLayer(layer: LayerDescription, shapes: ReadonlyMap<string, Shape>): Made {
  const { name, inputs } = layer;
  const before = shapes.get(inputs[0]!)!;
  switch (layer.op) {
    case 'convolution': {
      const { weights, bias, stride, padding, groups } = layer;
      const [filters = 0, , kernelSize = 0] = weights.shape;
      const config = {
        name,
        kernelSize,
        strides: stride,
        padding: paddingOf(before, { size: kernelSize, stride, padding }),
        useBias: bias !== null,
        activation: layer.activation ?? ('linear' as const),
      };
      const biases = bias ? [bias] : [];
      return groups === 1
        ? { step: make.conv2d({ ...config, filters }), weights: [kernelOf(weights), ...biases] }
        : { step: make.depthwiseConv2d(config), weights: [depthwiseKernelOf(weights), ...biases] };
    }
    case 'dense': {
      const { weights, bias, activation } = layer;
      const config = {
        name,
        units: weights.shape[0]!,
        useBias: bias !== null,
        activation: activation ?? ('linear' as const),
      };
      return { step: make.dense(config), weights: [permuted(weights, [1, 0]), ...(bias ? [bias] : [])] };
    }
    case 'batch-normalization': {
      const { scale, offset, mean, variance, epsilon } = layer;
      return { step: make.batchNormalization({ name, epsilon }), weights: [scale, offset, mean, variance] };
    }
    case 'relu':
      return { step: make.reLU({ name }) };
    case 'relu6':
      return { step: make.reLU({ name, maxValue: 6 }) };
    case 'leaky-relu':
      return { step: make.leakyReLU({ name, alpha: layer.slope }) };
    case 'sigmoid':
      return { step: make.activation({ name, activation: 'sigmoid' }) };
    case 'softmax':
      return { step: make.softmax({ name }) };
    case 'max-pool':
    case 'average-pool': {
      const config = { name, poolSize: layer.size, strides: layer.stride, padding: paddingOf(before, layer) };
      return { step: layer.op === 'max-pool' ? make.maxPooling2d(config) : make.averagePooling2d(config) };
    }
    case 'global-average-pool': {
      const [, , ...sides] = before as number[];
      const poolSize = sides as [number, number];
      return {
        step: layer.keepSides ? make.averagePooling2d({ name, poolSize }) : make.globalAveragePooling2d({ name }),
      };
    }
    case 'add':
      return { step: make.add({ name }) };
    case 'multiply':
      return { step: make.multiply({ name }) };
    case 'concat':
      return { step: make.concatenate({ name, axis: -1 }) };
    case 'resize-nearest':
      return { step: make.upSampling2d({ name, size: [layer.factor, layer.factor], interpolation: 'nearest' }) };
    case 'flatten':
      return { step: make.flatten({ name }) };
    case 'reshape':
      return { step: make.reshape({ name, targetShape: [...layer.shape] }) };
    case 'transpose':
      return { step: make.permute({ name, dims: layer.permutation.map((axis) => axis + 1) }) };
  }
}
