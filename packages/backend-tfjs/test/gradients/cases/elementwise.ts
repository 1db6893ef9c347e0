import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { constant, normal, spaced, uniform } from '../gradient-case.js';
import type { GradientCase } from '../gradient-case.js';

type Entry = readonly [op: string, compute: (x: Tensor) => Tensor, at?: GradientCase['at'], title?: string];

const away = spaced(3, 8);
const unit = uniform(-0.8, 0.8, 3, 4);
const above = uniform(0.5, 2, 3, 4);
const positive = (...shape: number[]): Tensor => tf.add(tf.square(constant(...shape)), 0.5);

const unary: readonly Entry[] = [
  ['Abs', tf.abs, away],
  ['Acos', tf.acos, unit],
  ['Acosh', tf.acosh, uniform(1.5, 3, 3, 4)],
  ['Asin', tf.asin, unit],
  ['Asinh', tf.asinh],
  ['Atan', tf.atan],
  ['Atanh', tf.atanh, unit],
  ['Ceil', tf.ceil, away],
  ['Cos', tf.cos],
  ['Cosh', tf.cosh],
  ['Elu', tf.elu, away],
  ['Erf', tf.erf],
  ['Exp', tf.exp],
  ['Expm1', tf.expm1],
  ['Floor', tf.floor, away],
  ['Identity', tf.clone],
  ['LeakyRelu', (x) => tf.leakyRelu(x, 0.3), away],
  ['Log', tf.log, above],
  ['Log1p', tf.log1p, above],
  ['Neg', tf.neg],
  ['OnesLike', (x) => tf.add(x, tf.onesLike(x))],
  ['Reciprocal', tf.reciprocal, above],
  ['Relu', tf.relu, away],
  ['Relu6', tf.relu6, uniform(1, 5, 3, 4)],
  ['Round', tf.round, unit],
  ['Rsqrt', tf.rsqrt, above],
  ['Selu', tf.selu, away],
  ['Sigmoid', tf.sigmoid],
  ['Sign', tf.sign, away],
  ['Sin', tf.sin],
  ['Sinh', tf.sinh],
  ['Softplus', tf.softplus],
  ['Sqrt', tf.sqrt, above],
  ['Square', tf.square],
  ['Step', (x) => tf.step(x, 0.3), away],
  ['Tan', tf.tan, unit],
  ['Tanh', tf.tanh],
  ['ZerosLike', (x) => tf.add(x, tf.zerosLike(x))],
  ['ClipByValue', (x) => tf.clipByValue(x, 0, 1.2), away, 'from 0'],
  ['ClipByValue', (x) => tf.clipByValue(x, -0.4, 0.4), away, 'from below 0'],
  ['Cast', (x) => tf.mul(x, tf.cast(tf.cast(x, 'int32'), 'float32')), away, 'to an integer'],
  ['Cast', (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32')), away, 'of a boolean'],
  ['Softmax', (x) => tf.softmax(x)],
  ['LogSoftmax', (x) => tf.logSoftmax(x)],
  ['Prelu', (x) => tf.prelu(x, constant(8)), away, 'x'],
  ['Prelu', (x) => tf.prelu(constant(3, 4), x), normal(4), 'the slope'],
  ['Cumsum', (x) => tf.cumsum(x, 1), normal(2, 4), 'the last axis'],
  ['Cumsum', (x) => tf.cumsum(x, 0, true, true), normal(3, 2, 4), 'the first axis, backwards, exclusive'],
  ['Cumprod', (x) => tf.cumprod(x, 1), uniform(0.5, 1.5, 2, 4), 'the last axis'],
  ['Cumprod', (x) => tf.cumprod(x, 0, true, true), uniform(0.5, 1.5, 3, 2, 4), 'the first axis, backwards, exclusive'],
  ['FloorDiv', (x) => tf.mul(x, tf.floorDiv(x, 1)), away, 'first operand'],
  ['FloorDiv', (x) => tf.mul(x, tf.floorDiv(1.5, x)), uniform(0.8, 1.4, 3, 4), 'second operand'],
  ['Mod', (x) => tf.mod(x, 1), away, 'first operand'],
  ['Mod', (x) => tf.mod(tf.fill([3, 4], 1.5), x), uniform(0.8, 1.4, 4), 'second operand, broadcast'],
  ['Mod', (x) => tf.mod(x, tf.ones([3, 4])), uniform(0.1, 0.9, 4), 'first operand, broadcast'],
  ['Greater', (x) => tf.where(tf.greater(x, 0), tf.square(x), x), away, 'in a condition'],
  ['GreaterEqual', (x) => tf.where(tf.greaterEqual(x, 0), tf.square(x), x), away, 'in a condition'],
  ['Less', (x) => tf.where(tf.less(x, 0), tf.square(x), x), away, 'in a condition'],
  ['LessEqual', (x) => tf.where(tf.lessEqual(x, 0), tf.square(x), x), away, 'in a condition'],
  ['Equal', (x) => tf.where(tf.equal(x, 0.2), x, tf.square(x)), away, 'in a condition'],
  ['NotEqual', (x) => tf.where(tf.notEqual(x, 0.2), x, tf.square(x)), away, 'in a condition'],
  [
    'LogicalAnd',
    (x) => tf.where(tf.logicalAnd(tf.greaterEqual(x, 0), tf.greaterEqual(x, 1)), tf.square(x), x),
    away,
    'in a condition',
  ],
  [
    'LogicalOr',
    (x) => tf.where(tf.logicalOr(tf.greaterEqual(x, 0), tf.greaterEqual(x, 1)), tf.square(x), x),
    away,
    'in a condition',
  ],
  ['LogicalNot', (x) => tf.where(tf.logicalNot(tf.greaterEqual(x, 0)), tf.square(x), x), away, 'in a condition'],
  ['IsNan', (x) => tf.where(tf.isNaN(x), x, tf.square(x)), away, 'in a condition'],
  ['ArgMax', (x) => tf.mul(x, tf.cast(tf.argMax(x, 0), 'float32')), away],
  ['All', (x) => tf.where(tf.all(tf.greaterEqual(x, 0), 0), x, tf.square(x)), away, 'in a condition'],
  ['Any', (x) => tf.where(tf.any(tf.greaterEqual(x, 0), 0), x, tf.square(x)), away, 'in a condition'],
];

const binaryOps: readonly [op: string, compute: (a: Tensor, b: Tensor) => Tensor][] = [
  ['Add', tf.add],
  ['Atan2', tf.atan2],
  ['Maximum', tf.maximum],
  ['Minimum', tf.minimum],
  ['Multiply', tf.mul],
  ['Pow', tf.pow],
  ['RealDiv', tf.div],
  ['SquaredDifference', tf.squaredDifference],
  ['Sub', tf.sub],
];

const binary = binaryOps.flatMap(([op, compute]): Entry[] => [
  [op, (x) => compute(x, positive(3, 4)), uniform(0.6, 2.3, 3, 4), 'first operand'],
  [op, (x) => compute(positive(3, 4), x), uniform(0.6, 2.3, 3, 4), 'second operand'],
  [op, (x) => compute(x, positive(3, 4)), uniform(0.6, 2.3, 4), 'first operand, broadcast'],
  [op, (x) => compute(positive(3, 4), x), uniform(0.6, 2.3, 3, 1), 'second operand, broadcast'],
]);

const reductionOps: readonly [
  op: string,
  compute: (x: Tensor, axis?: number | number[], keepDims?: boolean) => Tensor,
][] = [
  ['Max', tf.max],
  ['Mean', tf.mean],
  ['Min', tf.min],
  ['Sum', tf.sum],
];

const reduction = reductionOps.flatMap(([op, compute]): Entry[] => [
  [op, (x) => compute(x), spaced(2, 3, 2), 'all axes'],
  [op, (x) => compute(x, [0, 2]), spaced(2, 3, 2), 'axes 0 and 2'],
  [op, (x) => compute(x, -1, true), spaced(2, 3, 2), 'the last axis, kept'],
]);

export const elementwise: readonly GradientCase[] = [
  ...unary,
  ...binary,
  ...reduction,
  ['Prod', (x: Tensor) => tf.prod(x), above, 'all axes'] as Entry,
  ['Prod', (x: Tensor) => tf.prod(x, [0, 2]), uniform(0.5, 1.5, 2, 3, 2), 'axes 0 and 2'] as Entry,
  ['Prod', (x: Tensor) => tf.prod(x, -1, true), normal(2, 3, 2), 'the last axis, kept'] as Entry,
  ['AddN', (x: Tensor) => tf.addN([x, constant(3, 4), x])] as Entry,
  ['Select', (x: Tensor) => tf.where(tf.greater(constant(3, 4), 0), x, constant(3, 4))] as Entry,
  [
    'Select',
    (x: Tensor) => tf.where(tf.greater(constant(3, 4), 0), constant(3, 4), x),
    normal(3, 1),
    'broadcast',
  ] as Entry,
].map(([op, compute, at = normal(3, 4), title = '']) => ({ op, title, at, compute }));
