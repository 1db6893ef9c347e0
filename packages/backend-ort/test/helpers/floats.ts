import { floatTensor, sizeOf } from '@pellucid/core';
import type { FloatTensor, Random, Tensor } from '@pellucid/core';
import { constantFromFloats } from '../../src/onnx/constant.js';
import type { ConstantTensor } from '../../src/onnx/graph.js';

/** A tensor of values drawn one by one. */
export function tensorOf(shape: readonly number[], draw: () => number): FloatTensor {
  return floatTensor(Float32Array.from({ length: sizeOf(shape) }, draw), shape);
}

/** Draws multiples of 1/4 up to 2, never 0. Sums of their products are exact in float32. */
export function quarters(random: Random): () => number {
  return () => ((1 + random.integer(8)) / 4) * (random.integer(2) === 0 ? 1 : -1);
}

/** A constant of random multiples of 1/4. */
export function quartersConstant(name: string, shape: readonly number[], random: Random): ConstantTensor {
  return constantFromFloats(name, tensorOf(shape, quarters(random)).data, shape);
}

/** The integers from 0 on in random order: no two nearer than 1. */
export function distinctTensor(shape: readonly number[], random: Random): FloatTensor {
  const data = random.shuffle(Array.from({ length: sizeOf(shape) }, (_, index) => index));
  return floatTensor(Float32Array.from(data), shape);
}

export function floatsIn(tensor: Tensor | undefined): Float32Array {
  if (tensor?.dtype !== 'float32') throw new Error(`Expected float32, got ${tensor?.dtype ?? 'nothing'}.`);
  return tensor.data;
}
