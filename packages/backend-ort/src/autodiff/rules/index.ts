import type { RuleTable } from '../rule.js';
import {
  elu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  pRelu,
  relu,
  selu,
  sigmoid,
  softplus,
  softsign,
  tanh,
  thresholdedRelu,
} from './activation.js';
import { add, div, mean, mul, neg, sub, sum } from './arithmetic.js';
import { averagePool } from './average-pool.js';
import { clip } from './clip.js';
import { concat } from './concat.js';
import { convTranspose } from './conv-transpose.js';
import { conv } from './conv.js';
import { cumulativeSum } from './cumulative-sum.js';
import { depthToSpace, spaceToDepth } from './depth-to-space.js';
import { einsum } from './einsum.js';
import { abs, cos, erf, exp, log, pow, reciprocal, sin, sqrt } from './elementwise.js';
import { gather } from './gather.js';
import { gelu } from './gelu.js';
import { gemm } from './gemm.js';
import { globalAveragePool, globalMaxPool } from './global-pool.js';
import { localResponseNormalization } from './local-response-normalization.js';
import { matmul } from './matmul.js';
import { maxPool } from './max-pool.js';
import { batchNormalization, groupNormalization, instanceNormalization, layerNormalization } from './normalization.js';
import { pad } from './pad.js';
import { reduceExtreme, reduceL1, reduceL2, reduceMean, reduceSum } from './reduce.js';
import { resize } from './resize.js';
import { extreme, where } from './select.js';
import { cast, dropout, expand, identity, reshape, transpose } from './shape.js';
import { slice } from './slice.js';
import { logSoftmax, softmax } from './softmax.js';
import { split } from './split.js';
import { tile } from './tile.js';
import { withoutGradient } from './without-gradient.js';

/** The state of every operator of the ONNX standard domain: a rule, zero gradient, or unsupported with a reason. */
export const gradientRules: RuleTable = Object.freeze({
  ...withoutGradient,
  Abs: abs,
  Add: add,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: cast,
  CastLike: cast,
  Clip: clip,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Cos: cos,
  CumSum: cumulativeSum,
  DepthToSpace: depthToSpace,
  Div: div,
  Dropout: dropout,
  Einsum: einsum,
  Elu: elu,
  Erf: erf,
  Exp: exp,
  Expand: expand,
  Flatten: reshape,
  Gather: gather,
  Gelu: gelu,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
  GroupNormalization: groupNormalization,
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  Identity: identity,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LeakyRelu: leakyRelu,
  Log: log,
  LogSoftmax: logSoftmax,
  LRN: localResponseNormalization,
  MatMul: matmul,
  Max: extreme,
  MaxPool: maxPool,
  Mean: mean,
  Min: extreme,
  Mul: mul,
  Neg: neg,
  Pad: pad,
  Pow: pow,
  PRelu: pRelu,
  Reciprocal: reciprocal,
  ReduceL1: reduceL1,
  ReduceL2: reduceL2,
  ReduceMax: reduceExtreme,
  ReduceMean: reduceMean,
  ReduceMin: reduceExtreme,
  ReduceSum: reduceSum,
  Relu: relu,
  Reshape: reshape,
  Resize: resize,
  Selu: selu,
  Sigmoid: sigmoid,
  Sin: sin,
  Slice: slice,
  Softmax: softmax,
  Softplus: softplus,
  Softsign: softsign,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Sqrt: sqrt,
  Squeeze: reshape,
  Sub: sub,
  Sum: sum,
  Tanh: tanh,
  ThresholdedRelu: thresholdedRelu,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: reshape,
  Where: where,
});
