import { image, tensor } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { normal } from '../gradient-case.js';
import type { GradientCase } from '../gradient-case.js';

const sizes: readonly [title: string, size: [number, number]][] = [
  ['to twice the size', [8, 6]],
  ['to an odd size', [7, 5]],
  ['to a smaller size', [2, 2]],
  ['to one pixel', [1, 1]],
];
const modes = [
  ['', false, false],
  [', aligned corners', true, false],
  [', half-pixel centres', false, true],
] as const;

const boxes = [0.1, 0.2, 0.8, 0.9, 0, 0, 1, 1, 0.9, 0.4, -0.2, 1.3];

export const resizing: readonly GradientCase[] = [
  ...sizes.flatMap(([title, size]) =>
    modes.flatMap(([mode, aligned, half]): GradientCase[] => [
      {
        op: 'ResizeBilinear',
        title: `${title}${mode}`,
        at: normal(2, 4, 3, 2),
        compute: (x) => image.resizeBilinear(x as Tensor4D, size, aligned, half),
        step: 0.5,
      },
      {
        op: 'ResizeNearestNeighbor',
        title: `${title}${mode}`,
        at: normal(2, 4, 3, 2),
        compute: (x) => image.resizeNearestNeighbor(x as Tensor4D, size, aligned, half),
        step: 0.5,
      },
    ]),
  ),
  ...(['bilinear', 'nearest'] as const).map((method) => ({
    op: 'CropAndResize',
    title: method,
    at: normal(2, 6, 5, 2),
    compute: (x: unknown) =>
      image.cropAndResize(
        x as Tensor4D,
        tensor(boxes, [3, 4]) as never,
        tensor([1, 0, 1], [3], 'int32') as never,
        [3, 4],
        method,
      ),
    step: 0.5,
  })),
];
