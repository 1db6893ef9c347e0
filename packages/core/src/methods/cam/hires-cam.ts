import type { MethodDescriptor } from '../descriptor.js';
import { productSum } from './class-activation-map.js';
import type { GradientCam } from './gradient-cam.js';
import { gradientCam } from './gradient-cam.js';

const { explain, descriptor } = gradientCam(
  {
    id: 'hires-cam',
    title: 'HiResCAM',
    summary: 'Grad-CAM that keeps where the gradient is, not only how large it is on average.',
    definition: 'relu(sum_k G_k A_k), position by position',
    advice:
      'Where one linear layer follows the feature layer, it shows exactly what that layer adds up, and grad-cam can light places that were not used; noisier where more layers follow. The ReLU at the end is that of grad-cam; without it (keepSign), in a ReLU network, the map adds up to the score less what biases contribute.',
    paper: 'Draelos, Carin 2020, arXiv 2011.08891',
  },
  productSum,
);

/**
 * Grad-CAM without the averaging: relu(sum_k G_k A_k), gradient and activation multiplied position by position.
 *
 * Source: Draelos and Carin 2020, arXiv 2011.08891.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const hiresCam: GradientCam = explain;

export const hiresCamDescriptor: MethodDescriptor = descriptor;
