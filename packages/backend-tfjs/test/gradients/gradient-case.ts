import { createRandom } from '@pellucid/core';
import { normalTensor } from '@pellucid/core/testing';
import { tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** An operation of one float tensor; its other operands are constants that it makes. */
export interface GradientCase {
  /** TensorFlow.js's name of the kernel whose gradient is looked at. */
  readonly op: string;
  /** What sets it apart from the other cases of the same kernel. */
  readonly title: string;
  /** The point at which the gradient is taken. */
  readonly at: Point;
  readonly compute: (x: Tensor) => Tensor;
  /** Half the distance of the points whose difference is taken. Default 0.01. */
  readonly step?: number;
}

interface Point {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Normal random numbers. */
export function normal(...shape: number[]): Point {
  return normalTensor(shape, 3);
}

/** Random numbers from `from` to `to`. */
export function uniform(from: number, to: number, ...shape: number[]): Point {
  const { uniform: next } = createRandom(5);
  return { data: normalTensor(shape).data.map(() => from + (to - from) * next()), shape };
}

/**
 * Odd multiples of 0.1 around 0, each once, in random order: no two values, and none and 0, are so close that a maximum or a
 * sign changes between the points of a difference.
 */
export function spaced(...shape: number[]): Point {
  const { data } = normalTensor(shape);
  const first = 1 - data.length - ((data.length + 1) % 2 === 0 ? 1 : 0);
  const order = createRandom(7).shuffle([...data.keys()]);
  return { data: data.map((_, i) => (first + 2 * order[i]!) / 10), shape };
}

/** A constant operand: normal random numbers, the same at every call. */
export function constant(...shape: number[]): Tensor {
  return tensor(normalTensor(shape, 11).data, shape);
}
