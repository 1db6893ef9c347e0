import type { Attribution } from '../../attribution.js';
import { XaiError } from '../../errors.js';
import type { DifferentiableModel } from '../../model.js';
import { objectiveOf } from '../../objective.js';
import { formatTarget } from '../../target.js';
import type { FloatTensor } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { feedsOf } from '../input.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import type { Targets } from '../options.js';
import { objectiveOptions, targetList } from '../options.js';
import type { CamOptions } from './class-activation-map.js';
import { camOptions, finish, mapRows, resolved, weightedSum } from './class-activation-map.js';
import { featureGradients } from './feature-gradient.js';
import { pooledHead } from '../../network/pooled-head.js';

const id = 'cam';

/** Class activation maps keep their sign: the definition has no ReLU. */
export type PlainCamOptions<T extends Targets = Targets> = Omit<CamOptions<T>, 'layer' | 'keepSign'>;

/**
 * Class activation map: sum_k w_k A_k, with A the map before the global average pool and w the weights of the linear layer
 * behind it, for the target. Its mean over the positions is the logit less the bias.
 *
 * Source: Zhou et al. 2016, arXiv 1512.04150, equation 2.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; signed
 * @throws XaiError `model-unsupported` for a head that is not pool and linear layer; `usage` or `input-invalid`
 */
export const cam: Method<DifferentiableModel, PlainCamOptions> = asMethod(explain);

async function explain(
  model: DifferentiableModel,
  input: FloatTensor,
  options: PlainCamOptions,
): Promise<Attribution[]> {
  checkOptions(camDescriptor.options, { ...options });
  const { name, feeds } = feedsOf(model, input, options.feeds);
  const about = objectiveOptions(options, 'logits');
  if (about.of !== 'logits')
    throw new XaiError('usage', 'CAM is defined for logits: leave out the choice of probabilities.');
  const plans = targetList(options.target).map((target) => {
    const objective = objectiveOf(model, target, about);
    return { target, objective, head: pooledHead(model, name, objective.tensor) };
  });
  const gradientOf = featureGradients(model, feeds, input.shape[0]!, options.signal);
  const attributions: Attribution[] = [];
  for (const { target, objective, head } of plans) {
    const { feature, pooled } = head;
    // The head is linear, so its gradient at the pooled channels is its row of weights.
    const { activation, gradient, aim } = await gradientOf(objective, feature.name, pooled.name);
    attributions.push({
      method: id,
      form: 'map',
      values: finish(mapRows(activation, gradient, weightedSum), input, { ...options, keepSign: true }),
      targets: aim.resolved,
      layer: { name: feature.name, reason: `pooled by ${pooled.op} before the linear layer` },
      options: { target: formatTarget(target), ...about, upsampling: resolved(options).upsampling },
      checks: {},
      notes: [],
    });
  }
  return attributions;
}

export const camDescriptor: MethodDescriptor = {
  id,
  title: 'CAM',
  summary: 'Which regions the linear layer at the end adds up to the class score.',
  definition: 'sum_k w_k A_k, w from the linear layer behind the global average pool',
  scope: 'local',
  approach: 'activation',
  resolution: 'feature map',
  needs: ['gradient', 'pooled head'],
  cost: '1',
  advice:
    'An exact decomposition of the logit over positions, where the network ends in a global average pool and a linear layer; other networks need grad-cam.',
  paper: 'Zhou, Khosla, Lapedriza, Oliva, Torralba 2016, arXiv 1512.04150',
  hasTarget: true,
  options: { upsampling: camOptions.upsampling },
  run: explain,
};
