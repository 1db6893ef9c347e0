import type { GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import { add, convolution, dense, multiply, relu, sigmoid, softplus } from '../ops.js';
import { globalAveragePool } from '../pooling-ops.js';
import { concat } from '../shape-ops.js';
import { quarters } from './weights.js';

/**
 * Every way in which paths part and meet: `input` [N, 1, 4, 4] goes through a convolution with a residual connection
 * (`sum` [N, 2, 4, 4]), two branches that are concatenated (`joined` [N, 4, 4, 4]), a squeeze-and-excitation gate
 * (`gated`), a global average pool and a dense layer to `logits` [N, 3].
 */
export function twoBranchModel(): GraphModel {
  return graphModel({
    input: { name: 'input', shape: [1, 4, 4] },
    nodes: [
      { name: 'stem', op: convolution(quarters(2, 5), [2, 1, 1]), inputs: ['input'] },
      { name: 'conv', op: convolution(quarters(2 * 2 * 9, 6), [2, 2, 3], { padding: 1 }), inputs: ['stem'] },
      { name: 'sum', op: add, inputs: ['stem', 'conv'] },
      { name: 'left', op: relu, inputs: ['sum'] },
      { name: 'rightConv', op: convolution(quarters(2 * 2, 7), [2, 2, 1], { bias: [0.25, -0.5] }), inputs: ['sum'] },
      { name: 'right', op: softplus, inputs: ['rightConv'] },
      { name: 'joined', op: concat, inputs: ['left', 'right'] },
      { name: 'squeezed', op: globalAveragePool, inputs: ['joined'] },
      { name: 'excited', op: convolution(quarters(4 * 4, 8), [4, 4, 1]), inputs: ['squeezed'] },
      { name: 'gate', op: sigmoid, inputs: ['excited'] },
      { name: 'gated', op: multiply, inputs: ['joined', 'gate'] },
      { name: 'pooled', op: globalAveragePool, inputs: ['gated'] },
      { name: 'logits', op: dense(quarters(3 * 4, 9), [0, 0, 0]), inputs: ['pooled'] },
    ],
    outputs: ['logits'],
  });
}
