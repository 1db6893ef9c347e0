import { Einsum, matMul, reshape, sum, transpose } from '@tensorflow/tfjs-core';
import type { EinsumAttrs, Tensor } from '@tensorflow/tfjs-core';
import type { Correction } from './correction.js';

/** A tensor whose axes have letters. */
interface Lettered {
  readonly tensor: Tensor;
  readonly letters: string;
}

/** Einstein sums of one operand or two, which wasm does not have: products of matrices, for the letters of both as a batch. */
export const contraction: Correction = {
  kernelName: Einsum,
  compute(inputs, { equation }: EinsumAttrs) {
    const [left = '', result = ''] = equation.replace(/\s/g, '').split('->');
    const subscripts = left.split(',');
    const operands = Object.values(inputs).map((tensor, i) => ({ tensor, letters: subscripts[i]! }));
    const isPlain = operands.length <= 2 && subscripts.every((letters) => new Set(letters).size === letters.length);
    if (!isPlain) throw new Error(`the Einstein sum ${equation} is not supported`);
    const summed = operands.map((operand, i) => {
      const others = subscripts.filter((_, other) => other !== i).join('');
      return sumOver(operand, (letter) => !result.includes(letter) && !others.includes(letter));
    });
    const [a, b] = summed as [Lettered, Lettered?];
    return inOrder(b ? product(a, b, result) : a, result);
  },
};

function sumOver({ tensor, letters }: Lettered, isAlone: (letter: string) => boolean): Lettered {
  const axes = [...letters].flatMap((letter, axis) => (isAlone(letter) ? [axis] : []));
  if (axes.length === 0) return { tensor, letters };
  return { tensor: sum(tensor, axes), letters: [...letters].filter((letter) => !isAlone(letter)).join('') };
}

function product(a: Lettered, b: Lettered, result: string): Lettered {
  const pick = (from: Lettered, take: (letter: string) => boolean): string => [...from.letters].filter(take).join('');
  const isShared = (letter: string): boolean => a.letters.includes(letter) && b.letters.includes(letter);
  const batch = pick(a, (letter) => isShared(letter) && result.includes(letter));
  const inner = pick(a, (letter) => isShared(letter) && !result.includes(letter));
  const rows = pick(a, (letter) => !isShared(letter));
  const columns = pick(b, (letter) => !isShared(letter));
  const made = matMul(grouped(a, [batch, rows, inner]), grouped(b, [batch, inner, columns]));
  const letters = `${batch}${rows}${columns}`;
  const sides = [...letters].map((letter) => sideOf(a, letter) ?? sideOf(b, letter)!);
  return { tensor: reshape(made, sides), letters };
}

/** Axes put into an order, and those of each group made one. */
function grouped(from: Lettered, groups: readonly string[]): Tensor {
  const sides = groups.map((group) => [...group].reduce((length, letter) => length * sideOf(from, letter)!, 1));
  return reshape(inOrder(from, groups.join('')), sides);
}

function inOrder({ tensor, letters }: Lettered, order: string): Tensor {
  return transpose(
    tensor,
    [...order].map((letter) => letters.indexOf(letter)),
  );
}

function sideOf({ tensor, letters }: Lettered, letter: string): number | undefined {
  return tensor.shape[letters.indexOf(letter)];
}
