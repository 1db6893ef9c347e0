import type { RuleTable, Unsupported, ZeroGradient } from '../rule.js';

const steps: ZeroGradient = { zero: 'piecewise constant' };
const integers: ZeroGradient = { zero: 'integers or booleans, which carry no gradient' };
const shapeOnly: ZeroGradient = { zero: 'depends on the shape of its input, not on the values' };
const random: ZeroGradient = { zero: 'a random draw that does not depend on the values' };
const succeeded: Unsupported = {
  unsupported: 'deprecated; a graph of opset 17 has Resize or ScatterElements in its place',
};
const notYet: Unsupported = { unsupported: 'no rule is written for it yet' };
const controlFlow: Unsupported = { unsupported: 'control flow and sequences are outside a static graph' };
const quantized: Unsupported = { unsupported: 'quantised arithmetic has no useful derivative; use the float model' };
const training: Unsupported = { unsupported: 'an operator of training, not of inference' };
const notANetwork: Unsupported = { unsupported: 'not an operation of a differentiable network' };

const all = <State>(state: State, names: string): Record<string, State> =>
  Object.fromEntries(names.split(' ').map((name) => [name, state]));

/** Operators with zero gradient or none, and why. */
export const withoutGradient: RuleTable = {
  ...all(steps, 'Ceil Floor Hardmax Round Sign'),
  ...all(
    integers,
    'And ArgMax ArgMin BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Equal Greater GreaterOrEqual',
  ),
  ...all(integers, 'IsInf IsNaN Less LessOrEqual NonMaxSuppression NonZero Not Or Xor StringNormalizer'),
  ...all(integers, 'StringConcat StringSplit RegexFullMatch TfIdfVectorizer'),
  ...all(
    shapeOnly,
    'Constant ConstantOfShape EyeLike Shape Size BlackmanWindow HammingWindow HannWindow MelWeightMatrix',
  ),
  ...all(random, 'Bernoulli Multinomial RandomNormal RandomNormalLike RandomUniform RandomUniformLike'),
  ...all(notYet, 'Acos Acosh AffineGrid Asin Asinh Atan Atanh Attention CausalConvWithState Celu CenterCropPad Col2Im'),
  ...all(notYet, 'Compress Cosh CumProd DeformConv Det DFT GatherElements GatherND GlobalLpPool'),
  ...all(notYet, 'GridSample GRU LinearAttention LpNormalization LpPool LSTM MaxRoiPool MaxUnpool'),
  ...all(
    notYet,
    'MeanVarianceNormalization Mish Mod OneHot Range ReduceLogSum ReduceLogSumExp ReduceProd ReduceSumSquare',
  ),
  ...all(
    notYet,
    'ReverseSequence RMSNormalization RNN RoiAlign RotaryEmbedding ScatterElements ScatterND Shrink Sinh STFT',
  ),
  ...all(notYet, 'SwiGLU Swish Tan TensorScatter TopK Trilu Unique'),
  ...all(succeeded, 'Scatter Upsample'),
  ...all(
    controlFlow,
    'ConcatFromSequence If Loop Optional OptionalGetElement OptionalHasElement Scan SequenceAt SequenceConstruct',
  ),
  ...all(controlFlow, 'SequenceEmpty SequenceErase SequenceInsert SequenceLength SequenceMap SplitToSequence'),
  ...all(
    quantized,
    'ConvInteger DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearConv QLinearMatMul QuantizeLinear',
  ),
  ...all(training, 'NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss'),
  ...all(notANetwork, 'BitCast ImageDecoder'),
};
