import { FusedBatchNorm, add, mul, neg, rsqrt, sub } from '@tensorflow/tfjs-core';
import type { FusedBatchNormAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { unbroadcast } from './unbroadcast.js';

/** y = (x - mean) scale / sqrt(variance + epsilon) + offset. The statistics may depend on x, as in a layer normalization. */
export const batchNorm = gradient(
  FusedBatchNorm,
  { inputs: ['x', 'mean', 'variance', 'scale'] },
  ([dy], saved, { varianceEpsilon }: FusedBatchNormAttrs) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor];
    const inverse = (): Tensor => rsqrt(add(variance, varianceEpsilon));
    const ofX = (): Tensor => mul(dy!, mul(inverse(), scale));
    const normalized = (): Tensor => mul(sub(x, mean), inverse());
    return {
      x: ofX,
      mean: () => unbroadcast(neg(ofX()), mean.shape),
      variance: () => unbroadcast(mul(mul(ofX(), normalized()), mul(inverse(), -0.5)), variance.shape),
      scale: () => unbroadcast(mul(dy!, normalized()), scale.shape),
      offset: () => unbroadcast(dy!, scale.shape),
    };
  },
);
