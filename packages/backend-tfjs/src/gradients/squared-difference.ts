import { SquaredDifference, mul, neg, sub } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { unbroadcast } from './unbroadcast.js';

/** y = (a - b)^2. */
export const squaredDifference = gradient(SquaredDifference, { inputs: ['a', 'b'] }, ([dy], [a, b]) => {
  const ofA = (): Tensor => mul(dy!, mul(sub(a!, b!), 2));
  return { a: () => unbroadcast(ofA(), a!.shape), b: () => unbroadcast(neg(ofA()), b!.shape) };
});
