import {
  All,
  Any,
  Cast,
  Equal,
  FloorDiv,
  Greater,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  NotEqual,
  clone,
  zeros,
} from '@tensorflow/tfjs-core';
import type { CastAttrs } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';

/** Their results change in steps only, so nothing flows back. TensorFlow.js knows it of other such operations. */
const ofOne = [All, Any, LogicalNot].map((kernelName) =>
  gradient(kernelName, { inputs: ['x'] }, (_, [x]) => ({ x: () => zeros(x!.shape) })),
);
const ofTwo = [Equal, FloorDiv, Greater, Less, LessEqual, LogicalAnd, LogicalOr, NotEqual].map((kernelName) =>
  gradient(kernelName, { inputs: ['a', 'b'] }, (_, [a, b]) => ({
    a: () => zeros(a!.shape),
    b: () => zeros(b!.shape),
  })),
);

export const steps = [...ofOne, ...ofTwo];

/** To integers and booleans a cast rounds, so nothing flows back. */
export const castGradient = gradient(Cast, { inputs: ['x'] }, ([dy], [x], { dtype }: CastAttrs) => ({
  x: () => (dtype === 'float32' ? clone(dy!) : zeros(x!.shape)),
}));
