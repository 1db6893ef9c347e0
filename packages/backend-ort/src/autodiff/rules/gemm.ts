import { float } from '../../onnx/graph.js';
import type { Rule } from '../rule.js';

/** y = alpha A' B' + beta C, where ' transposes if transA or transB is set. C broadcasts. */
export const gemm: Rule = {
  broadcasts: [2],
  vjp: ({ op, attributes, input, has, cotangent, scalar }) => {
    const alpha = attributes.float('alpha', 1);
    const beta = attributes.float('beta', 1);
    const transA = attributes.int('transA', 0);
    const transB = attributes.int('transB', 0);
    const g = cotangent();
    const product = (a: string, b: string, transposeA: number, transposeB: number): string =>
      op.node('Gemm', [a, b], { alpha: float(alpha), transA: transposeA, transB: transposeB });
    return [
      transA ? product(input(1), g, transB, 1) : product(g, input(1), 0, 1 - transB),
      transB ? product(g, input(0), 1, transA) : product(input(0), g, 1 - transA, 0),
      has(2) ? (beta === 1 ? g : op.Mul(g, scalar(beta))) : null,
    ];
  },
};
