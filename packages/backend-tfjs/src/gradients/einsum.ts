import { Einsum, broadcastTo, einsum as contract, reshape } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/**
 * Operand and result change places: of `ij,jk->ik` the gradient at the first operand is `ik,jk->ij`. A subscript that stands
 * in one operand alone was summed over: its cotangent is repeated.
 */
export const einsum: GradConfig = {
  kernelName: Einsum,
  saveAllInputs: true,
  gradFunc: (dy, operands, attributes) => {
    const [left, result] = (attributes['equation'] as string).replace(/\s/g, '').split('->') as [string, string];
    const subscripts = left.split(',');
    const gradientAt = (operand: Tensor, i: number): Tensor => {
      const own = [...subscripts[i]!];
      const others = subscripts.filter((_, other) => other !== i);
      const known = own.filter((letter) => [result, ...others].some((letters) => letters.includes(letter)));
      const equation = `${[result, ...others].join(',')}->${known.join('')}`;
      const contracted = contract(equation, dy as Tensor, ...operands.filter((_, other) => other !== i));
      const sides = own.map((letter, axis) => (known.includes(letter) ? operand.shape[axis]! : 1));
      return broadcastTo(reshape(contracted, sides), operand.shape);
    };
    return Object.fromEntries(operands.map((operand, i) => [i, () => gradientAt(operand, i)]));
  },
};
