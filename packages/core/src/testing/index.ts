export { checkDirection } from './finite-differences.js';
export type { DirectionalCheck, DirectionalCheckOptions } from './finite-differences.js';
export { graphModel } from './graph-model.js';
export type { Counts, GraphDefinition, GraphModel, GraphNode } from './graph-model.js';
export { normalTensor } from './normal-tensor.js';
export {
  add,
  concat,
  convolution,
  dense,
  elementwise,
  flatten,
  globalAveragePool,
  maxPool,
  multiply,
  relu,
  sigmoid,
  softmax,
  softplus,
  upsampleNearest,
} from './ops.js';
export type { ConvolutionOptions, Op, Value } from './ops.js';
export { classifierGraph, classifierModel, classifierWeights } from './models/classifier.js';
export { polynomialModel } from './models/polynomial.js';
export { segmenterModel } from './models/segmenter.js';
export { sigmoidClassifierModel } from './models/sigmoid-classifier.js';
export { softmaxClassifierModel } from './models/softmax-classifier.js';
export { twoBranchModel } from './models/two-branch.js';
