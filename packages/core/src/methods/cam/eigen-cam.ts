import type { Attribution } from '../../attribution.js';
import type { RunnableModel } from '../../model.js';
import { toFeatureMap } from '../../network/feature-grid.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { feedsOf } from '../input.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import { camAttribution, camPlans, mapRows } from './class-activation-map.js';
import type { EigenOptions } from './eigen-options.js';
import { eigenOptions } from './eigen-options.js';
import { principalMap } from './principal-map.js';

const id = 'eigen-cam';

/**
 * The first principal component of the feature map, its positions not centred: the same for every target. The target only
 * says which feature layer comes before it.
 *
 * Source: Muhammad and Yeasin 2020, arXiv 2008.00299. The arbitrary sign of the component is fixed by correlation with the
 * mean map.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const eigenCam: Method<RunnableModel, EigenOptions> = asMethod(explain);

async function explain(model: RunnableModel, input: FloatTensor, options: EigenOptions): Promise<Attribution[]> {
  checkOptions(eigenOptions, { ...options });
  const { centre = false, signal } = options;
  const { name, feeds } = feedsOf(model, input, options.feeds);
  const plans = camPlans(model, name, options);
  const layers = new Map(plans.flatMap((plan) => plan.layers.map((layer) => [layer.name, layer] as const)));
  const scores = plans.map(({ objective }) => objective.tensor);
  const values = await model.run(feeds, [...new Set([...scores, ...layers.keys()])], { signal });
  const maps = new Map(
    Array.from(layers, ([layer, { grid }]) => {
      const features = toFeatureMap(asFloat(values[layer], layer), grid);
      return [layer, mapRows(features, features, (row, _, channels) => principalMap(row, channels, centre))] as const;
    }),
  );
  return plans.map((plan) => {
    const { tensor } = plan.objective;
    const { resolved } = plan.objective.aim(asFloat(values[tensor], tensor));
    const mapsOfPlan = plan.layers.map((layer) => maps.get(layer.name)!);
    const attribution = camAttribution(id, plan, mapsOfPlan, resolved, input, options);
    return { ...attribution, options: { ...attribution.options, centre } };
  });
}

export const eigenCamDescriptor: MethodDescriptor = {
  id,
  title: 'Eigen-CAM',
  summary: 'What most of the feature map has in common, whatever the class.',
  definition: 'relu(p), p the first principal component of A (not centred)',
  scope: 'local',
  approach: 'activation',
  resolution: 'feature map',
  needs: ['feature layer'],
  cost: '1',
  advice:
    'Needs no gradient and no class, so it works for detectors and for networks that cannot be differentiated; for the same reason it cannot say why this class. The sign of a principal component is arbitrary: here it is the one that correlates with the mean map. The ReLU at the end is not in the paper, and changes nothing where activations are not negative. pytorch-grad-cam centres the channels first (centre) and keeps whatever sign comes out.',
  paper: 'Muhammad, Yeasin 2020, arXiv 2008.00299',
  hasTarget: true,
  options: eigenOptions,
  run: explain,
};
