export type { ConformanceCase, ConformanceHarness } from './conformance/harness.js';
export type { FusedActivation, LayerDescription, NetworkDescription, Operation } from './conformance/network.js';
export { conformanceNetworks } from './conformance/networks/index.js';
export { referenceModel } from './conformance/reference.js';
export { conformanceSuite } from './conformance/suite.js';
export { checkDirection } from './finite-differences.js';
export type { DirectionalCheck, DirectionalCheckOptions } from './finite-differences.js';
export { graphModel } from './graph-model.js';
export type { Counts, GraphDefinition, GraphModel } from './graph-model.js';
export { normalTensor } from './normal-tensor.js';
export { elementwise } from './op.js';
export type { GraphNode, Op, Value } from './op.js';
export {
  add,
  batchNormalization,
  convolution,
  dense,
  leakyRelu,
  matMul,
  multiply,
  relu,
  relu6,
  sigmoid,
  softmax,
  softplus,
} from './ops.js';
export type { BatchNormalizationOptions, ConvolutionOptions } from './ops.js';
export { allowedByKinks, judgeByKinks, nudges, wellKnown } from './kink-rule.js';
export type { KinkVerdict } from './kink-rule.js';
export { averagePool, globalAveragePool, globalMean, maxPool } from './pooling-ops.js';
export type { PoolOptions } from './pooling-ops.js';
export { concat, flatten, reshape, transpose, upsampleNearest } from './shape-ops.js';
export { classifierGraph, classifierModel, classifierWeights } from './models/classifier.js';
export { polynomialModel } from './models/polynomial.js';
export { segmenterModel } from './models/segmenter.js';
export { sigmoidClassifierModel } from './models/sigmoid-classifier.js';
export { softmaxClassifierModel } from './models/softmax-classifier.js';
export { twoBranchModel } from './models/two-branch.js';
