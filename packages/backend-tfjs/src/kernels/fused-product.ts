import { _FusedMatMul, add, elu, leakyRelu, matMul, prelu, relu, relu6, sigmoid } from '@tensorflow/tfjs-core';
import type { Tensor, _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import type { Correction } from './correction.js';

/** Of transposed or several matrices the kernel of wasm leaves out the bias, and clips partial sums: here in single steps. */
export const fusedProduct: Correction = {
  kernelName: _FusedMatMul,
  compute(inputs, attributes: _FusedMatMulAttrs, theirs) {
    const { a, b, bias, preluActivationWeights } = inputs;
    const { transposeA, transposeB, activation, leakyreluAlpha } = attributes;
    const isPlain = !transposeA && !transposeB && a!.shape[0] === 1 && b!.shape[0] === 1;
    if (isPlain) return theirs(inputs, attributes);
    const product = matMul(a!, b!, transposeA, transposeB);
    const sum = bias ? add(product, bias) : product;
    const activations: Readonly<Record<typeof activation, (x: Tensor) => Tensor>> = {
      linear: (x) => x,
      relu,
      relu6,
      elu,
      sigmoid,
      leakyrelu: (x) => leakyRelu(x, leakyreluAlpha),
      prelu: (x) => prelu(x, preluActivationWeights!),
    };
    return activations[activation](sum);
  },
};
