import type { GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import { convolution, relu } from '../ops.js';
import { maxPool } from '../pooling-ops.js';
import { concat, upsampleNearest } from '../shape-ops.js';
import { quarters } from './weights.js';

/**
 * A small U-Net: `input` [N, 1, 4, 4], an encoder (`skip` [N, 2, 4, 4]), a bottleneck at half size (`bottom` [N, 3, 2, 2]), a
 * decoder that joins both (`decoded` [N, 3, 4, 4]), and the scores of three classes per pixel, `scores` [N, 3, 4, 4].
 */
export function segmenterModel(): GraphModel {
  return graphModel({
    input: { name: 'input', shape: [1, 4, 4] },
    nodes: [
      { name: 'encoder', op: convolution(quarters(2 * 9, 10), [2, 1, 3], { padding: 1 }), inputs: ['input'] },
      { name: 'skip', op: relu, inputs: ['encoder'] },
      { name: 'halved', op: maxPool(2), inputs: ['skip'] },
      { name: 'bottomConv', op: convolution(quarters(3 * 2, 11), [3, 2, 1]), inputs: ['halved'] },
      { name: 'bottom', op: relu, inputs: ['bottomConv'] },
      { name: 'raised', op: upsampleNearest(2), inputs: ['bottom'] },
      { name: 'joined', op: concat, inputs: ['skip', 'raised'] },
      { name: 'decoder', op: convolution(quarters(3 * 5 * 9, 12), [3, 5, 3], { padding: 1 }), inputs: ['joined'] },
      { name: 'decoded', op: relu, inputs: ['decoder'] },
      {
        name: 'scores',
        op: convolution(quarters(3 * 3, 13), [3, 3, 1], { bias: [0.5, 0, -0.5] }),
        inputs: ['decoded'],
      },
    ],
    outputs: ['scores'],
  });
}
