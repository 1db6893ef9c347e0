import { BatchMatMul, _FusedMatMul, matMul } from '@tensorflow/tfjs-core';
import type { BatchMatMulAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { unbroadcast } from './unbroadcast.js';

/** y = A B: dA = dy B', dB = A' dy, with A and B transposed where they were. */
function operandGradients(dy: Tensor, a: Tensor, b: Tensor, { transposeA, transposeB }: BatchMatMulAttrs) {
  const ofA = (): Tensor => (transposeA ? matMul(b, dy, transposeB, true) : matMul(dy, b, false, !transposeB));
  const ofB = (): Tensor => (transposeB ? matMul(dy, a, true, transposeA) : matMul(a, dy, !transposeA, false));
  return { a: () => unbroadcast(ofA(), a.shape), b: () => unbroadcast(ofB(), b.shape) };
}

export const batchMatMul = gradient(BatchMatMul, { inputs: ['a', 'b'] }, ([dy], [a, b], attributes: BatchMatMulAttrs) =>
  operandGradients(dy!, a!, b!, attributes),
);

/** Without an activation: TensorFlow.js takes others apart when it differentiates. */
export const fusedMatMul = gradient(
  _FusedMatMul,
  { inputs: ['a', 'b'] },
  ([dy], [a, b], attributes: BatchMatMulAttrs) => ({
    ...operandGradients(dy!, a!, b!, attributes),
    bias: () => unbroadcast(dy!, [dy!.shape.at(-1)!]),
  }),
);
