import type { DifferentiableModel } from '../../model.js';
import type { Target } from '../../target.js';
import type { FloatTensor } from '../../tensor.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Explained, Targets } from '../options.js';
import { asAsked } from '../options.js';
import type { CamOptions, MapOfRow } from './class-activation-map.js';
import { camOptions, classActivationMaps, weightedSum } from './class-activation-map.js';

const id = 'grad-cam';

/** Channels weighed by their mean gradient over the positions (Selvaraju 2017, equations 1 and 2). */
const mapOfRow: MapOfRow = (activation, gradient, channels) => {
  const cells = gradient.length / channels;
  const means = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let i = channel * cells; i < (channel + 1) * cells; i++) sum += gradient[i]!;
    means[channel] = sum / cells;
  }
  return weightedSum(activation, means);
};

/**
 * Gradient-weighted class activation map: relu(sum_k mean(G_k) A_k), with A the activation of the feature layer and
 * G = df/dA.
 *
 * Source: Selvaraju et al. 2017, arXiv 1610.02391, equations 1 and 2.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`
 * @throws XaiError `gradient-unsupported`, `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export async function gradCam<T extends Targets = Target>(
  model: DifferentiableModel,
  input: FloatTensor,
  options: CamOptions<T> = {},
): Promise<Explained<T>> {
  return asAsked(options.target, await classActivationMaps(id, mapOfRow, model, input, options));
}

export const gradCamDescriptor: MethodDescriptor = {
  id,
  title: 'Grad-CAM',
  summary: 'Which regions speak for the target, seen by the last feature layer.',
  definition: 'relu(sum_k mean(G_k) A_k)',
  scope: 'local',
  approach: 'gradient',
  resolution: 'feature map',
  needs: ['gradient', 'feature layer'],
  cost: '1.3',
  advice:
    'The first thing to try: cheap, specific to the class, and it passes the sanity checks of Adebayo 2018. Coarse, because the last feature layer is; several objects of the class can melt into one.',
  paper: 'Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra 2017, arXiv 1610.02391',
  hasTarget: true,
  options: camOptions,
  run: (model, input, options) => classActivationMaps(id, mapOfRow, model, input, options),
};
