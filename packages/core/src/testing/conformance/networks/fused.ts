import type { NetworkDescription } from '../network.js';
import { layerMaker } from './draw.js';

const { convolution, dense } = layerMaker(104);

/** Activations within convolutions and dense layers, the softmax too: `image` [N, 2, 7, 9] to `probabilities` [N, 4]. */
export const fused: NetworkDescription = {
  name: 'fused',
  input: { name: 'image', shape: [2, 7, 9] },
  layers: [
    convolution('conv1', 'image', [4, 2, 3], { activation: 'relu' }),
    convolution('features', 'conv1', [5, 4, 3], { stride: 2, padding: 0, activation: 'relu6', gain: 2.5 }),
    { op: 'flatten', name: 'flat', inputs: ['features'] },
    dense('hidden', 'flat', [6, 60], { activation: 'relu' }),
    dense('probabilities', 'hidden', [4, 6], { activation: 'softmax', gain: 0.5 }),
  ],
  outputs: ['probabilities'],
};
