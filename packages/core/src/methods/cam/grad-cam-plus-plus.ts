import type { MethodDescriptor } from '../descriptor.js';
import type { GradientCam } from './gradient-cam.js';
import { gradientCam, weighing } from './gradient-cam.js';

const { explain, descriptor } = gradientCam(
  {
    id: 'grad-cam++',
    title: 'Grad-CAM++',
    summary: 'Grad-CAM that gives several objects of a class the same say.',
    definition: 'relu(sum_k w_k A_k), w = sum(alpha relu(G)), alpha = G^2 / (2 G^2 + sum(A) G^3)',
    advice:
      'Worth trying when grad-cam shows only one of several objects. Only positive gradients count, so it is less specific to the class. Where activations can be negative (SiLU, GELU) the denominator can come near 0 and a single channel take over. pytorch-grad-cam adds 1e-6 to the denominator, which is often larger than the denominator itself: its maps differ.',
    paper: 'Chattopadhyay, Sarkar, Howlader, Balasubramanian 2018, arXiv 1710.11063',
  },
  // alpha relu(G) with G^2 cancelled: G / (2 + sum(A) G) where G is positive. A denominator of 0 leaves alpha without a
  // finite value; it is taken as 0.
  weighing((activation, gradient, start, end) => {
    let total = 0;
    for (let p = start; p < end; p++) total += activation[p]!;
    let weight = 0;
    for (let p = start; p < end; p++) {
      const denominator = 2 + total * gradient[p]!;
      if (gradient[p]! > 0 && denominator !== 0) weight += gradient[p]! / denominator;
    }
    return weight;
  }),
);

/**
 * Class activation map with channel weights sum(alpha relu(G)), alpha = G^2 / (2 G^2 + sum(A) G^3), which counts several
 * objects of the class alike.
 *
 * Source: Chattopadhyay et al. 2018, arXiv 1710.11063, equation 19, with exp(f) as the score; the factor exp(f), common to
 * all channels, is left out.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const gradCamPlusPlus: GradientCam = explain;

export const gradCamPlusPlusDescriptor: MethodDescriptor = descriptor;
