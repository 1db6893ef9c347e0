import {
  add,
  batchNorm,
  broadcastTo,
  dot,
  einsum,
  fused,
  localResponseNormalization,
  matMul,
  moments,
  square,
} from '@tensorflow/tfjs-core';
import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { constant, normal } from '../gradient-case.js';
import type { GradientCase } from '../gradient-case.js';

const transpositions = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const turned = (isTurned: boolean, rows: number, columns: number) => (isTurned ? [columns, rows] : [rows, columns]);

const einsums: readonly [equation: string, x: number[], other?: number[]][] = [
  ['ij,jk->ik', [3, 4], [4, 2]],
  ['bij,bkj->bik', [2, 3, 4], [2, 5, 4]],
  ['abc,cd->abd', [2, 3, 4], [4, 5]],
  ['abc,cde->abde', [2, 3, 4], [4, 2, 3]],
  ['ij->ji', [3, 4]],
  ['ijk->ik', [3, 4, 2]],
  ['ij,k->ijk', [3, 4], [2]],
  ['ij,ik->jk', [3, 4], [3, 2]],
];

const positive = (...shape: number[]): Tensor => add(square(constant(...shape)), 0.5);

export const linear: readonly GradientCase[] = [
  ...transpositions.flatMap(([a, b]): GradientCase[] => [
    {
      op: 'BatchMatMul',
      title: `first operand${a ? ', transposed' : ''}${b ? ', by a transposed one' : ''}`,
      at: normal(2, ...turned(a, 3, 4)),
      compute: (x) => matMul(x, constant(2, ...turned(b, 4, 5)), a, b),
      step: 0.5,
    },
    {
      op: 'BatchMatMul',
      title: `second operand${b ? ', transposed' : ''}${a ? ', of a transposed one' : ''}`,
      at: normal(2, ...turned(b, 4, 5)),
      compute: (x) => matMul(constant(2, ...turned(a, 3, 4)), x, a, b),
      step: 0.5,
    },
    {
      op: '_FusedMatMul',
      title: `first operand${a ? ', transposed' : ''}${b ? ', by a transposed one' : ''}`,
      at: normal(...turned(a, 3, 4)),
      compute: (x) =>
        fused.matMul({ a: x, b: constant(...turned(b, 4, 5)), transposeA: a, transposeB: b, bias: constant(5) }),
      step: 0.5,
    },
    {
      op: '_FusedMatMul',
      title: `second operand${b ? ', transposed' : ''}${a ? ', of a transposed one' : ''}`,
      at: normal(...turned(b, 4, 5)),
      compute: (x) => fused.matMul({ a: constant(...turned(a, 3, 4)), b: x, transposeA: a, transposeB: b }),
      step: 0.5,
    },
  ]),
  {
    op: 'BatchMatMul',
    title: 'first operand broadcast',
    at: normal(1, 3, 4),
    compute: (x) => matMul(x, constant(2, 4, 5)),
    step: 0.5,
  },
  {
    op: 'BatchMatMul',
    title: 'second operand broadcast',
    at: normal(4, 5),
    compute: (x) => matMul(constant(2, 3, 4), x),
    step: 0.5,
  },
  { op: 'BatchMatMul', title: 'dot', at: normal(4), compute: (x) => dot(x, constant(4, 3)), step: 0.5 },
  {
    op: '_FusedMatMul',
    title: 'the bias, with an activation',
    at: normal(5),
    compute: (x) => fused.matMul({ a: constant(3, 4), b: constant(4, 5), bias: x, activation: 'sigmoid' }),
  },
  {
    op: '_FusedMatMul',
    title: 'the bias',
    at: normal(5),
    compute: (x) => fused.matMul({ a: constant(3, 4), b: constant(4, 5), bias: x }),
    step: 0.5,
  },
  ...einsums.map(([equation, shape, other]) => ({
    op: 'Einsum',
    title: equation,
    at: normal(...shape),
    compute: (x: Tensor) => einsum(equation, x, ...(other ? [constant(...other)] : [])),
    step: 0.5,
  })),
  {
    op: 'FusedBatchNorm',
    title: 'x',
    at: normal(2, 4, 3, 3),
    compute: (x) =>
      batchNorm(x as Tensor4D, constant(3) as never, positive(3) as never, constant(3) as never, constant(3) as never),
    step: 0.5,
  },
  {
    op: 'FusedBatchNorm',
    title: 'x, without scale and offset',
    at: normal(2, 4, 3, 3),
    compute: (x) => batchNorm(x as Tensor4D, constant(3) as never, positive(3) as never),
    step: 0.5,
  },
  {
    op: 'FusedBatchNorm',
    title: 'mean and variance of x itself',
    at: normal(2, 4, 3, 3),
    compute: (x) => {
      const { mean, variance } = moments(x, -1, true);
      const [m, v] = [mean, variance].map((statistic) => broadcastTo<Rank.R4>(statistic, x.shape as Tensor4D['shape']));
      const [offset, scale] = [constant(2, 4, 3, 3), positive(2, 4, 3, 3)] as [Tensor4D, Tensor4D];
      return batchNorm(x as Tensor4D, m!, v!, offset, scale);
    },
  },
  {
    op: 'LRN',
    title: 'radius 2',
    at: normal(2, 4, 3, 7),
    compute: (x) => localResponseNormalization(x as Tensor4D, 2, 1, 0.2, 0.75),
  },
];
