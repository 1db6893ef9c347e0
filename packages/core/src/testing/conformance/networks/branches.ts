import type { NetworkDescription } from '../network.js';
import { layerMaker } from './draw.js';

const { convolution } = layerMaker(103);

/**
 * Every way in which paths part and meet, and two outputs: `image` [N, 2, 8, 12] to `scores` [N, 4, 1, 1], by overlapping
 * pools and a squeeze-and-excitation gate, and to `mask` [N, 2, 8, 12], by a detour over half the size.
 */
export const branches: NetworkDescription = {
  name: 'branches',
  input: { name: 'image', shape: [2, 8, 12] },
  layers: [
    convolution('stem', 'image', [3, 2, 3]),
    { op: 'leaky-relu', name: 'left', inputs: ['stem'], slope: 0.125 },
    { op: 'max-pool', name: 'halved', inputs: ['stem'], size: 2, stride: 2, padding: 0 },
    convolution('bottomConv', 'halved', [4, 3, 1]),
    { op: 'relu', name: 'bottom', inputs: ['bottomConv'] },
    { op: 'resize-nearest', name: 'raised', inputs: ['bottom'], factor: 2 },
    { op: 'concat', name: 'joined', inputs: ['left', 'raised'] },
    convolution('mask', 'joined', [2, 7, 1]),
    convolution('reduced', 'joined', [3, 7, 2], { padding: 0 }),
    { op: 'average-pool', name: 'smooth', inputs: ['reduced'], size: 3, stride: 2, padding: 1 },
    { op: 'max-pool', name: 'sharp', inputs: ['reduced'], size: 3, stride: 2, padding: 1 },
    { op: 'add', name: 'mixed', inputs: ['smooth', 'sharp'] },
    { op: 'global-average-pool', name: 'squeezed', inputs: ['mixed'], keepSides: true },
    convolution('excited', 'squeezed', [3, 3, 1]),
    { op: 'sigmoid', name: 'gate', inputs: ['excited'] },
    { op: 'multiply', name: 'gated', inputs: ['mixed', 'gate'] },
    { op: 'global-average-pool', name: 'pooled', inputs: ['gated'], keepSides: true },
    convolution('scores', 'pooled', [4, 3, 1]),
  ],
  outputs: ['scores', 'mask'],
};
