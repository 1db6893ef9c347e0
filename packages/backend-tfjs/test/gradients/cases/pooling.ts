import { avgPool, avgPool3d, maxPool, maxPool3d, maxPoolWithArgmax } from '@tensorflow/tfjs-core';
import type { Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { normal, spaced } from '../gradient-case.js';
import type { GradientCase } from '../gradient-case.js';

interface Setting {
  readonly title: string;
  readonly window: number | [number, number];
  readonly strides: number;
  readonly pad: 'same' | 'valid';
}

const settings: readonly Setting[] = [
  { title: '2x2, stride 2, valid', window: 2, strides: 2, pad: 'valid' },
  { title: '3x3, stride 2, same', window: 3, strides: 2, pad: 'same' },
  { title: '3x3, stride 1, same', window: 3, strides: 1, pad: 'same' },
  { title: '3x3, stride 2, valid', window: 3, strides: 2, pad: 'valid' },
  { title: '2x3, stride 2, same', window: [2, 3], strides: 2, pad: 'same' },
];

const shifted = ({ data, shape }: GradientCase['at'], by: number) => ({ data: data.map((value) => value + by), shape });

export const pooling: readonly GradientCase[] = [
  ...settings.map(({ title, window, strides, pad }) => ({
    op: 'MaxPool',
    title,
    at: spaced(2, 7, 6, 3),
    compute: (x: unknown) => maxPool(x as Tensor4D, window, strides, pad),
  })),
  ...settings.map(({ title, window, strides, pad }) => ({
    op: 'AvgPool',
    title,
    at: normal(2, 7, 6, 3),
    compute: (x: unknown) => avgPool(x as Tensor4D, window, strides, pad),
    step: 0.5,
  })),
  {
    op: 'MaxPool',
    title: '2x2, one channel',
    at: spaced(2, 7, 6, 1),
    compute: (x) => maxPool(x as Tensor4D, 2, 2, 'valid'),
  },
  {
    op: 'MaxPool',
    title: '3x3, no value positive',
    at: shifted(spaced(2, 7, 6, 3), -30),
    compute: (x) => maxPool(x as Tensor4D, 3, 2, 'same'),
  },
  {
    op: 'MaxPool3D',
    title: '2x2x2, no value positive',
    at: shifted(spaced(2, 4, 4, 4, 2), -30),
    compute: (x) => maxPool3d(x as Tensor5D, 2, 2, 'valid'),
  },
  {
    op: 'MaxPoolWithArgmax',
    title: '3x3, stride 2, same',
    // The forward kernel of wasm is wrong for windows without a positive value.
    at: shifted(spaced(2, 7, 6, 3), 30),
    compute: (x) => maxPoolWithArgmax(x as Tensor4D, 3, 2, 'same')['result']!,
  },
  {
    op: 'MaxPool3D',
    title: '2x2x2',
    at: spaced(2, 4, 4, 4, 2),
    compute: (x) => maxPool3d(x as Tensor5D, 2, 2, 'valid'),
  },
  {
    op: 'AvgPool3D',
    title: '3x3x3, stride 2, same',
    at: normal(2, 5, 4, 4, 2),
    compute: (x) => avgPool3d(x as Tensor5D, 3, 2, 'same'),
    step: 0.5,
  },
];
