import {
  Cumprod,
  Cumsum,
  Prod,
  cumprod,
  cumsum,
  eye,
  mul,
  reshape,
  sum,
  tensor,
  transpose,
  util,
  where,
  onesLike,
  broadcastTo,
  cast,
} from '@tensorflow/tfjs-core';
import type { CumprodAttrs, CumsumAttrs, ProdAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';

export const cumulativeSum = gradient(Cumsum, {}, ([dy], _, { axis, exclusive, reverse }: CumsumAttrs) => ({
  x: () => cumsum(dy!, axis, exclusive, !reverse),
}));

/** With some axes last. `back` restores the order. */
function withLast(rank: number, axes: readonly number[]): { order: number[]; back: number[] } {
  const order = [...Array.from({ length: rank }, (_, i) => i).filter((axis) => !axes.includes(axis)), ...axes];
  return { order, back: order.map((_, axis) => order.indexOf(axis)) };
}

/** dy / dx_i is the product of all others: of those before and of those behind, so that zeros do no harm. */
export const product = gradient(Prod, { inputs: ['x'] }, ([dy], [x], attributes: ProdAttrs) => ({
  x: () => {
    const axes = util.parseAxisParam(attributes.axis, x!.shape);
    const { order, back } = withLast(x!.rank, axes);
    const moved = transpose(x!, order);
    const rows = reshape(moved, [dy!.size, x!.size / dy!.size]);
    const others = mul(cumprod(rows, 1, true, false), cumprod(rows, 1, true, true));
    return transpose(reshape(mul(others, reshape(dy!, [dy!.size, 1])), moved.shape), back);
  },
}));

/**
 * dy_j / dx_i is y_j without its factor x_i, where it has that factor. All pairs are computed, so that zeros do no harm;
 * the axes of such products are short.
 */
export const cumulativeProduct = gradient(
  Cumprod,
  { inputs: ['x'] },
  ([dy], [x], { axis, exclusive, reverse }: CumprodAttrs) => ({
    x: () => {
      const [last] = util.parseAxisParam(axis, x!.shape) as [number];
      const { order, back } = withLast(x!.rank, [last]);
      const moved = transpose(x!, order);
      const n = x!.shape[last]!;
      const rows = x!.size / n;
      const factors = broadcastTo(reshape(moved, [rows, 1, n]), [rows, n, n]);
      const diagonal = broadcastTo(reshape(cast(eye(n), 'bool'), [1, n, n]), [rows, n, n]);
      const without = cumprod(where(diagonal, onesLike(factors), factors), 2, exclusive, reverse);
      const isFactor = (i: number, j: number): boolean => (i === j ? !exclusive : reverse ? i > j : i < j);
      const mask = Array.from({ length: n * n }, (_, at) => Number(isFactor(Math.floor(at / n), at % n)));
      const cotangent = mul(reshape(transpose(dy!, order), [rows, 1, n]), tensor(mask, [1, n, n]));
      const result: Tensor = sum(mul(without, cotangent), 2);
      return transpose(reshape(result, moved.shape), back);
    },
  }),
);
