import type { MethodDescriptor } from '../descriptor.js';
import type { GradientCam } from './gradient-cam.js';
import { gradientCam, weighing } from './gradient-cam.js';

/** Channels weighed by their mean gradient over the positions (Selvaraju 2017, equations 1 and 2). */
export const gradCamOfRow = weighing((_, gradient, start, end) => {
  let sum = 0;
  for (let p = start; p < end; p++) sum += gradient[p]!;
  return sum / (end - start);
});

const { explain, descriptor } = gradientCam(
  {
    id: 'grad-cam',
    title: 'Grad-CAM',
    summary: 'Which regions speak for the target, seen by the last feature layer.',
    definition: 'relu(sum_k mean(G_k) A_k)',
    advice:
      'The first thing to try: cheap, specific to the class, and it passes the sanity checks of Adebayo 2018. Coarse, because the last feature layer is; several objects of the class can melt into one.',
    paper: 'Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra 2017, arXiv 1610.02391',
  },
  gradCamOfRow,
);

/**
 * Gradient-weighted class activation map: relu(sum_k mean(G_k) A_k), with A the activation of the feature layer and
 * G = df/dA.
 *
 * Source: Selvaraju et al. 2017, arXiv 1610.02391, equations 1 and 2.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const gradCam: GradientCam = explain;

export const gradCamDescriptor: MethodDescriptor = descriptor;
