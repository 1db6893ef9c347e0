import type { NetworkDescription } from '../network.js';
import { layerMaker } from './draw.js';

const { convolution, dense } = layerMaker(101);

/** Convolutions, ReLUs and a head that is pooled globally: `image` [N, 3, 8, 10] to `logits` [N, 5]. */
export const classifier: NetworkDescription = {
  name: 'classifier',
  input: { name: 'image', shape: [3, 8, 10] },
  layers: [
    convolution('conv1', 'image', [4, 3, 3]),
    { op: 'relu', name: 'relu1', inputs: ['conv1'] },
    { op: 'max-pool', name: 'pool1', inputs: ['relu1'], size: 2, stride: 2, padding: 0 },
    convolution('conv2', 'pool1', [6, 4, 3]),
    { op: 'relu', name: 'features', inputs: ['conv2'] },
    { op: 'global-average-pool', name: 'pooled', inputs: ['features'], keepSides: false },
    dense('logits', 'pooled', [5, 6]),
  ],
  outputs: ['logits'],
};
