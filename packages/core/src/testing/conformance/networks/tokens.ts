import type { NetworkDescription } from '../network.js';
import { layerMaker } from './draw.js';

const { convolution, dense } = layerMaker(105);

/** Patches as tokens, and a perceptron of each with a residual connection: `image` [N, 3, 8, 12] to `logits` [N, 4]. */
export const tokens: NetworkDescription = {
  name: 'tokens',
  input: { name: 'image', shape: [3, 8, 12] },
  layers: [
    convolution('patches', 'image', [5, 3, 4], { stride: 4, padding: 0 }),
    { op: 'reshape', name: 'flatPatches', inputs: ['patches'], shape: [5, 6] },
    { op: 'transpose', name: 'sequence', inputs: ['flatPatches'], permutation: [1, 0] },
    dense('wide', 'sequence', [8, 5], { bias: false }),
    { op: 'relu', name: 'active', inputs: ['wide'] },
    dense('narrow', 'active', [5, 8], { bias: false }),
    { op: 'add', name: 'sum', inputs: ['sequence', 'narrow'] },
    { op: 'flatten', name: 'flat', inputs: ['sum'] },
    dense('logits', 'flat', [4, 30]),
  ],
  outputs: ['logits'],
};
