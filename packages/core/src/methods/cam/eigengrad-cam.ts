import type { Attribution } from '../../attribution.js';
import type { DifferentiableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import { classActivationMaps } from './class-activation-map.js';
import type { EigenOptions } from './eigen-options.js';
import { eigenOptions } from './eigen-options.js';
import { principalMap } from './principal-map.js';

const id = 'eigengrad-cam';

/**
 * The first principal component of G A, gradient times activation at each position: Eigen-CAM made specific to the target.
 *
 * Source: Muhammad and Yeasin 2020, arXiv 2008.00299, with the gradient as pytorch-grad-cam has it. The arbitrary sign of
 * the component is fixed by correlation with the mean over the channels of G A, that is, with HiResCAM.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const eigenGradCam: Method<DifferentiableModel, EigenOptions> = asMethod(explain);

async function explain(model: DifferentiableModel, input: FloatTensor, options: EigenOptions): Promise<Attribution[]> {
  checkOptions(eigenOptions, { ...options });
  const { centre = false } = options;
  const attributions = await classActivationMaps(
    id,
    (activation, gradient, channels) =>
      principalMap(
        activation.map((value, i) => value * gradient[i]!),
        channels,
        centre,
      ),
    model,
    input,
    options,
  );
  return attributions.map((attribution) => ({ ...attribution, options: { ...attribution.options, centre } }));
}

export const eigenGradCamDescriptor: MethodDescriptor = {
  id,
  title: 'EigenGrad-CAM',
  summary: 'What most of the feature map, weighed by the gradient, has in common.',
  definition: 'relu(p), p the first principal component of G A (not centred)',
  scope: 'local',
  approach: 'gradient',
  resolution: 'feature map',
  needs: ['gradient', 'feature layer'],
  cost: '1.3',
  advice:
    'Often cleaner than hires-cam, since what the channels do not share drops out; so do small second objects. The sign is the one that correlates with hires-cam, and the ReLU at the end leaves out what speaks against the target. pytorch-grad-cam centres the channels first (centre) and keeps whatever sign comes out.',
  paper: 'Muhammad, Yeasin 2020, arXiv 2008.00299',
  hasTarget: true,
  options: eigenOptions,
  run: explain,
};
