import type { GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import { convolution, dense, relu, sigmoid } from '../ops.js';
import { maxPool } from '../pooling-ops.js';
import { flatten } from '../shape-ops.js';
import { quarters } from './weights.js';

/**
 * Yes or no, by a head that is not pooled globally: `input` [N, 1, 6, 6], convolution, ReLU (`features` [N, 2, 6, 6]), max
 * pool, dense layer (`logit` [N, 1]), sigmoid, `probability` [N, 1].
 */
export function sigmoidClassifierModel(): GraphModel {
  return graphModel({
    input: { name: 'input', shape: [1, 6, 6] },
    nodes: [
      { name: 'conv', op: convolution(quarters(2 * 9, 3), [2, 1, 3], { padding: 1 }), inputs: ['input'] },
      { name: 'features', op: relu, inputs: ['conv'] },
      { name: 'pooled', op: maxPool(2), inputs: ['features'] },
      { name: 'flat', op: flatten, inputs: ['pooled'] },
      { name: 'logit', op: dense(quarters(2 * 9, 4), [-0.5]), inputs: ['flat'] },
      { name: 'probability', op: sigmoid, inputs: ['logit'] },
    ],
    outputs: ['probability'],
  });
}
