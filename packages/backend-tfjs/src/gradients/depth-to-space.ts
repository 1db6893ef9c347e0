import { DepthToSpace, reshape, transpose } from '@tensorflow/tfjs-core';
import type { DepthToSpaceAttrs } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';

/** Space to depth. Sides that stay together are one axis, as few engines transpose more than five. */
export const depthToSpace = gradient(DepthToSpace, { inputs: ['x'] }, ([dy], [x], attributes: DepthToSpaceAttrs) => ({
  x: () => {
    const { blockSize: block, dataFormat } = attributes;
    if (dataFormat === 'NCHW') {
      const [size, channels, height, width] = x!.shape as [number, number, number, number];
      const depth = channels / block ** 2;
      const apart = reshape(dy!, [size, depth, height, block, width * block]);
      const rows = reshape(transpose(apart, [0, 3, 1, 2, 4]), [size * block, depth * height * width, block]);
      const blocks = reshape(transpose(rows, [0, 2, 1]), [size, block ** 2, depth, height, width]);
      return reshape(blocks, x!.shape);
    }
    const [size, height, width] = x!.shape as [number, number, number, number];
    const depth = dy!.shape[3]!;
    const apart = reshape(dy!, [size * height, block, width, block * depth]);
    return reshape(transpose(apart, [0, 2, 1, 3]), x!.shape);
  },
}));
