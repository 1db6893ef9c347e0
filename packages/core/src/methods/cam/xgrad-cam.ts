import type { MethodDescriptor } from '../descriptor.js';
import type { GradientCam } from './gradient-cam.js';
import { gradientCam, weighing } from './gradient-cam.js';

const { explain, descriptor } = gradientCam(
  {
    id: 'xgrad-cam',
    title: 'XGrad-CAM',
    summary: 'Grad-CAM with each channel weighed by its gradient where it is active.',
    definition: 'relu(sum_k w_k A_k), w = sum(A G) / sum(A)',
    advice:
      'Close to grad-cam, and better where the gradient differs between the places at which a channel fires and those at which it does not. The ReLU at the end is that of grad-cam; without it (keepSign), in a ReLU network, the map adds up to the score less what biases contribute. Where activations can be negative, sum(A) can come near 0 and a single channel take over. pytorch-grad-cam adds 1e-7 to the denominator.',
    paper: 'Fu, Hu, Dong, Guo, Gao, Li 2020, arXiv 2008.02312',
  },
  // A channel that sums to 0 gets the weight 0: one that is off adds nothing, and for any other the weight is not finite.
  weighing((activation, gradient, start, end) => {
    let products = 0;
    let total = 0;
    for (let p = start; p < end; p++) {
      products += activation[p]! * gradient[p]!;
      total += activation[p]!;
    }
    return total === 0 ? 0 : products / total;
  }),
);

/**
 * Class activation map with channel weights sum(A G) / sum(A): the gradient averaged by activation, made to satisfy
 * sensitivity and conservation as far as weights per channel can.
 *
 * Source: Fu et al. 2020, arXiv 2008.02312.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const xGradCam: GradientCam = explain;

export const xGradCamDescriptor: MethodDescriptor = descriptor;
