import type { GraphDefinition, GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import { convolution, dense, relu } from '../ops.js';
import { globalAveragePool } from '../pooling-ops.js';
import { flatten } from '../shape-ops.js';
import { quarters } from './weights.js';

/** Weights of the classifier: convolution [4, 2, 3, 3], dense layer [3, 4], and its bias [3]. */
export const classifierWeights = {
  convolution: quarters(4 * 2 * 9, 1),
  dense: quarters(3 * 4, 2),
  bias: [0.5, -0.25, 0.75],
} as const;

/** The network of `classifierModel`, to be continued. */
export const classifierGraph: GraphDefinition = {
  input: { name: 'input', shape: [2, 6, 6] },
  nodes: [
    { name: 'conv', op: convolution(classifierWeights.convolution, [4, 2, 3], { padding: 1 }), inputs: ['input'] },
    { name: 'features', op: relu, inputs: ['conv'] },
    { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
    { name: 'flat', op: flatten, inputs: ['pooled'] },
    { name: 'logits', op: dense(classifierWeights.dense, classifierWeights.bias), inputs: ['flat'] },
  ],
  outputs: ['logits'],
};

/** `input` [N, 2, 6, 6], convolution, ReLU (`features` [N, 4, 6, 6]), global average pool, dense layer, `logits` [N, 3]. */
export function classifierModel(): GraphModel {
  return graphModel(classifierGraph);
}
