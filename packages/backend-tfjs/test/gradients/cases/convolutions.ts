import {
  conv2d,
  conv2dTranspose,
  conv3d,
  depthwiseConv2d,
  dilation2d,
  fused,
  separableConv2d,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { constant, normal } from '../gradient-case.js';
import type { GradientCase } from '../gradient-case.js';

type Pads = [[number, number], [number, number], [number, number], [number, number]];
type Pad = 'same' | 'valid' | number | Pads;

interface Setting {
  readonly title: string;
  readonly kernel: readonly [number, number];
  readonly strides?: number | [number, number];
  readonly pad?: Pad;
  readonly dilations?: number | [number, number];
  readonly size?: readonly [number, number];
}

const settings: readonly Setting[] = [
  { title: '1x1', kernel: [1, 1] },
  { title: '1x1, stride 2', kernel: [1, 1], strides: 2 },
  { title: '3x3, same', kernel: [3, 3] },
  { title: '3x3, valid', kernel: [3, 3], pad: 'valid' },
  { title: '2x3, same', kernel: [2, 3] },
  { title: '3x3, stride 2, same, even', kernel: [3, 3], strides: 2, size: [8, 6] },
  { title: '3x3, stride 2, same, odd', kernel: [3, 3], strides: 2, size: [7, 9] },
  { title: '3x3, stride 2, valid, rows left over', kernel: [3, 3], strides: 2, pad: 'valid', size: [8, 6] },
  { title: '5x4, stride 3, same', kernel: [5, 4], strides: 3, size: [8, 7] },
  { title: '2x2, stride 3, valid', kernel: [2, 2], strides: 3, pad: 'valid', size: [9, 7] },
  { title: '3x3, strides 2 and 1', kernel: [3, 3], strides: [2, 1] },
  { title: '3x3, padding 2', kernel: [3, 3], pad: 2 },
  { title: '2x2, padding 2', kernel: [2, 2], pad: 2 },
  {
    title: '3x3, stride 2, uneven padding',
    kernel: [3, 3],
    strides: 2,
    pad: [
      [0, 0],
      [0, 1],
      [2, 1],
      [0, 0],
    ],
  },
  { title: '3x3, dilation 2, same', kernel: [3, 3], dilations: 2 },
  { title: '3x2, dilations 2 and 3, valid', kernel: [3, 2], dilations: [2, 3], pad: 'valid', size: [8, 7] },
];

type Operation = (x: Tensor4D, filter: Tensor4D, setting: Required<Setting>) => Tensor4D;

function family(op: string, outputs: number, operation: Operation): GradientCase[] {
  return settings
    .filter(({ pad, title }) => typeof pad !== 'number' || (op === 'Conv2D' && title !== ''))
    .map((setting) => {
      const { title, kernel, strides = 1, pad = 'same', dilations = 1, size = [6, 5] } = setting;
      const full = { title, kernel, strides, pad, dilations, size };
      return {
        op,
        title,
        at: normal(2, ...size, 3),
        compute: (x) => operation(x as Tensor4D, constant(...kernel, 3, outputs) as Tensor4D, full),
        step: 0.5,
      };
    });
}

export const convolutions: readonly GradientCase[] = [
  ...family('Conv2D', 4, (x, filter, { strides, pad, dilations }) =>
    conv2d(x, filter, strides, pad, 'NHWC', dilations),
  ),
  ...family('FusedConv2D', 4, (x, filter, { strides, pad, dilations }) =>
    fused.conv2d({ x, filter, strides, pad, dilations, bias: constant(4) }),
  ),
  ...family('DepthwiseConv2dNative', 1, (x, filter, { strides, pad, dilations }) =>
    depthwiseConv2d(x, filter, strides, pad as 'same', 'NHWC', dilations),
  ),
  ...family('FusedDepthwiseConv2D', 2, (x, filter, { strides, pad, dilations }) =>
    fused.depthwiseConv2d({ x, filter, strides, pad: pad as 'same', dilations, bias: constant(6) }),
  ),
  {
    op: 'FusedConv2D',
    title: 'rank 3, without bias',
    at: normal(6, 5, 3),
    compute: (x) =>
      fused.conv2d({ x: x as Tensor3D, filter: constant(3, 3, 3, 2) as Tensor4D, strides: 1, pad: 'same' }),
    step: 0.5,
  },
  {
    op: 'FusedConv2D',
    title: 'with its activation (sigmoid)',
    at: normal(1, 6, 5, 3),
    compute: (x) =>
      fused.conv2d({
        x: x as Tensor4D,
        filter: constant(3, 3, 3, 2) as Tensor4D,
        strides: 2,
        pad: 'same',
        bias: constant(2),
        activation: 'sigmoid',
      }),
  },
  ...(
    [
      'same',
      [
        [0, 0],
        [0, 0],
        [0, 1],
        [2, 1],
      ],
    ] as Pad[]
  ).map((pad) => ({
    op: 'Conv2D',
    title: `channels first, ${typeof pad === 'string' ? pad : 'uneven padding'}`,
    at: normal(2, 3, 7, 6),
    compute: (x: Tensor) => conv2d(x as Tensor4D, constant(3, 3, 3, 2) as Tensor4D, 2, pad, 'NCHW'),
    step: 0.5,
  })),
  {
    op: 'Conv2D',
    title: 'of the filter, channels first',
    at: normal(3, 2, 3, 4),
    compute: (x) => conv2d(constant(2, 3, 6, 5) as Tensor4D, x as Tensor4D, [2, 1], 'same', 'NCHW'),
    step: 0.5,
  },
  {
    op: 'Conv2D',
    title: 'of the filter',
    at: normal(3, 2, 3, 4),
    compute: (x) => conv2d(constant(2, 6, 5, 3) as Tensor4D, x as Tensor4D, [2, 1], 'same'),
    step: 0.5,
  },
  {
    op: 'Conv2DBackpropInput',
    title: 'transposed convolution, stride 2, same',
    at: normal(2, 4, 3, 3),
    compute: (x) => conv2dTranspose(x as Tensor4D, constant(3, 3, 2, 3) as Tensor4D, [2, 8, 6, 2], 2, 'same'),
    step: 0.5,
  },
  {
    op: 'DepthwiseConv2dNative',
    title: 'separable',
    at: normal(2, 6, 5, 3),
    compute: (x) =>
      separableConv2d(x as Tensor4D, constant(3, 3, 3, 2) as Tensor4D, constant(1, 1, 6, 4) as Tensor4D, 2, 'same'),
    step: 0.5,
  },
  {
    op: 'Conv3D',
    title: '2x3x2, stride 2, same',
    at: normal(1, 4, 5, 4, 2),
    compute: (x) => conv3d(x as Tensor5D, constant(2, 3, 2, 2, 3) as Tensor5D, 2, 'same'),
    step: 0.5,
  },
  {
    op: 'Dilation2D',
    title: '3x3, same',
    at: normal(1, 6, 5, 2),
    compute: (x) => dilation2d(x as Tensor4D, constant(3, 3, 2) as Tensor3D, 1, 'same'),
    step: 0.0005,
  },
];
