import { maxPool, reshape } from '@tensorflow/tfjs-core';
import type { MaxPool3DAttrs, MaxPoolAttrs, Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** A pool of maps [N, H, W, C]. */
export interface Pool {
  readonly input: Tensor4D;
  readonly output: Tensor4D;
  readonly attributes: MaxPoolAttrs;
}

/** A pool of volumes [N, D, H, W, C] as two pools: of planes [N D, H, W, C], and of what these give [N, D, H W, C]. */
export function separatePools(x: Tensor, attributes: MaxPool3DAttrs): [planes: Pool, depths: Pool] {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const [size, depth, height, width, channels] = x.shape as [number, number, number, number, number];
  const [window, step] = [triple(filterSize), triple(strides)];
  const rounding = dimRoundingMode === undefined ? {} : { dimRoundingMode };
  const planes = pool(reshape(x, [size * depth, height, width, channels]), {
    filterSize: [window[1], window[2]],
    strides: [step[1], step[2]],
    pad,
    ...rounding,
  });
  const depths = pool(reshape(planes.output, [size, depth, -1, channels]), {
    filterSize: [window[0], 1],
    strides: [step[0], 1],
    pad:
      typeof pad === 'number'
        ? ([
            [0, 0],
            [pad, pad],
            [0, 0],
            [0, 0],
          ] as unknown as MaxPoolAttrs['pad'])
        : pad,
    ...rounding,
  });
  return [planes, depths];
}

function pool(input: Tensor, attributes: MaxPoolAttrs): Pool {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const output = maxPool(input as Tensor4D, filterSize, strides, pad, dimRoundingMode);
  return { input: input as Tensor4D, output, attributes };
}

function triple(sides: MaxPool3DAttrs['filterSize']): readonly [number, number, number] {
  return typeof sides === 'number' ? [sides, sides, sides] : sides;
}
