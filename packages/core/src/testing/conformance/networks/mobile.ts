import type { NetworkDescription } from '../network.js';
import { layerMaker } from './draw.js';

const { convolution, dense, batchNormalization } = layerMaker(102);

/**
 * What small networks for phones are made of: strided and depthwise convolutions, batch normalization, ReLU6, a residual
 * connection, a softmax. `image` [N, 3, 9, 11] to `probabilities` [N, 5].
 */
export const mobile: NetworkDescription = {
  name: 'mobile',
  input: { name: 'image', shape: [3, 9, 11] },
  layers: [
    convolution('stem', 'image', [4, 3, 3], { stride: 2, bias: false }),
    batchNormalization('stemNorm', 'stem', 4, 4),
    { op: 'relu6', name: 'stemClip', inputs: ['stemNorm'] },
    convolution('depthwise', 'stemClip', [4, 1, 3], { groups: 4, bias: false }),
    batchNormalization('depthwiseNorm', 'depthwise', 4, 1.5),
    { op: 'relu6', name: 'depthwiseClip', inputs: ['depthwiseNorm'] },
    convolution('project', 'depthwiseClip', [4, 4, 1], { bias: false }),
    { op: 'add', name: 'sum', inputs: ['stemClip', 'project'] },
    convolution('expand', 'sum', [6, 4, 1]),
    { op: 'relu6', name: 'features', inputs: ['expand'] },
    { op: 'global-average-pool', name: 'pooled', inputs: ['features'], keepSides: true },
    { op: 'flatten', name: 'flat', inputs: ['pooled'] },
    dense('logits', 'flat', [5, 6], { gain: 0.3 }),
    { op: 'softmax', name: 'probabilities', inputs: ['logits'] },
  ],
  outputs: ['probabilities'],
};
