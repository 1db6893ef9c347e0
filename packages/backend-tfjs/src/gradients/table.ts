import type { GradConfig } from '@tensorflow/tfjs-core';
import { averagePool, averagePool3d } from './average-pool.js';
import { batchNorm } from './batch-norm.js';
import { convolution3d } from './convolution-3d.js';
import { convolution, fusedConvolution } from './convolution.js';
import { cropAndResize } from './crop-and-resize.js';
import { depthToSpace } from './depth-to-space.js';
import { depthwiseConvolution, fusedDepthwiseConvolution } from './depthwise-convolution.js';
import { einsum } from './einsum.js';
import { max, maximum, min, minimum } from './extremum.js';
import { gather, gatherNd, scatterNd, tensorScatter, topK } from './gather.js';
import { batchMatMul, fusedMatMul } from './matmul.js';
import { maxPool3d } from './max-pool-3d.js';
import { maxPool, maxPoolWithIndices } from './max-pool.js';
import { mirrorPad } from './mirror-pad.js';
import { cumulativeProduct, cumulativeSum, product } from './products.js';
import { leakyRelu } from './rectifiers.js';
import { resizeBilinear, resizeNearestNeighbor } from './resize.js';
import { squaredDifference } from './squared-difference.js';
import { castGradient, steps } from './steps.js';
import { stridedSlice } from './strided-slice.js';
import { tile } from './tile.js';

/** Where TensorFlow.js is wrong, wasteful or has nothing; its own gradients serve the other operations. */
export const gradients: readonly GradConfig[] = Object.freeze([
  convolution,
  fusedConvolution,
  depthwiseConvolution,
  fusedDepthwiseConvolution,
  maxPool,
  maxPoolWithIndices,
  averagePool,
  averagePool3d,
  batchMatMul,
  fusedMatMul,
  max,
  min,
  maximum,
  minimum,
  leakyRelu,
  squaredDifference,
  resizeBilinear,
  resizeNearestNeighbor,
  convolution3d,
  maxPool3d,
  batchNorm,
  product,
  cumulativeSum,
  cumulativeProduct,
  einsum,
  gather,
  gatherNd,
  scatterNd,
  tensorScatter,
  topK,
  stridedSlice,
  depthToSpace,
  tile,
  mirrorPad,
  cropAndResize,
  castGradient,
  ...steps,
]);
