import type { GraphDefinition, GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import type { GraphNode, Op } from '../op.js';
import {
  add,
  batchNormalization,
  convolution,
  dense,
  leakyRelu,
  matMul,
  multiply,
  relu,
  relu6,
  sigmoid,
  softmax,
} from '../ops.js';
import { averagePool, globalAveragePool, globalMean, maxPool } from '../pooling-ops.js';
import { concat, flatten, reshape, transpose, upsampleNearest } from '../shape-ops.js';
import type { NetworkDescription, Operation } from './network.js';

/** Looks at an operation before it is used, and may give another in its place. */
export type OpVisitor = (op: Op) => Op;

/** The network in plain TypeScript, row by row: what a backend is compared with. */
export function referenceModel(network: NetworkDescription, visit: OpVisitor = (op) => op): GraphModel {
  return graphModel(definitionOf(network, visit));
}

/** An activation within an operation becomes a node of its own; the tensor before it is `<name>/linear`. */
function definitionOf({ input, layers, outputs }: NetworkDescription, visit: OpVisitor): GraphDefinition {
  const nodes = layers.flatMap((layer): GraphNode[] => {
    const { name, inputs } = layer;
    const op = visit(opOf(layer));
    if (!('activation' in layer) || layer.activation === null) return [{ name, op, inputs }];
    const before = `${name}/linear`;
    return [
      { name: before, op, inputs },
      { name, op: visit(activations[layer.activation]), inputs: [before] },
    ];
  });
  return { input, nodes, outputs };
}

const activations = { relu, relu6, softmax } as const;

const zeros = (count: number): Float32Array => new Float32Array(count);

function opOf(layer: Operation): Op {
  switch (layer.op) {
    case 'convolution': {
      const { weights, bias, stride, padding, groups } = layer;
      const [outputs = 0, inputs = 0, kernel = 0] = weights.shape;
      return convolution(weights.data, [outputs, inputs, kernel], {
        bias: bias?.data ?? zeros(outputs),
        stride,
        padding,
        groups,
      });
    }
    case 'dense': {
      const { weights, bias } = layer;
      return bias ? dense(weights.data, bias.data) : matMul(weights.data, weights.shape[0]!);
    }
    case 'batch-normalization': {
      const { scale, offset, mean, variance, epsilon } = layer;
      return batchNormalization({
        scale: scale.data,
        offset: offset.data,
        mean: mean.data,
        variance: variance.data,
        epsilon,
      });
    }
    case 'relu':
      return relu;
    case 'relu6':
      return relu6;
    case 'leaky-relu':
      return leakyRelu(layer.slope);
    case 'sigmoid':
      return sigmoid;
    case 'softmax':
      return softmax;
    case 'max-pool':
      return maxPool(layer.size, layer);
    case 'average-pool':
      return averagePool(layer.size, layer);
    case 'global-average-pool':
      return layer.keepSides ? globalAveragePool : globalMean;
    case 'add':
      return add;
    case 'multiply':
      return multiply;
    case 'concat':
      return concat;
    case 'resize-nearest':
      return upsampleNearest(layer.factor);
    case 'flatten':
      return flatten;
    case 'reshape':
      return reshape(layer.shape);
    case 'transpose':
      return transpose(layer.permutation);
  }
}
