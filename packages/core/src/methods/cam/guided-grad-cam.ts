import type { Attribution } from '../../attribution.js';
import type { Upsampling } from '../../image/upsample.js';
import type { DifferentiableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat } from '../../tensor.js';
import { requireRules } from '../at-input.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor, OptionDescriptor } from '../descriptor.js';
import { differentiate } from '../differentiate.js';
import { feedsOf } from '../input.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import type { Targets } from '../options.js';
import type { CamOptions } from './class-activation-map.js';
import { camAttribution, camOptions, camPlans, mapsOf } from './class-activation-map.js';
import { featureGradients } from './feature-gradient.js';
import { gradCamOfRow } from './grad-cam.js';

const id = 'guided-grad-cam';

/** Options of Grad-CAM; its map must come to the size of the input. */
export interface GuidedGradCamOptions<T extends Targets = Targets> extends Omit<CamOptions<T>, 'upsampling'> {
  /** How the map comes to the size of the input. Default `bicubic` (half-pixel, a = -0.75). */
  readonly upsampling?: Exclude<Upsampling, 'none'>;
}

const guidedOptions = {
  ...camOptions,
  upsampling: {
    type: 'choice',
    choices: camOptions.upsampling.choices.filter((mode) => mode !== 'none'),
    default: 'bicubic',
    doc: 'How the map comes to the size of the input.',
  },
} as const satisfies Record<string, OptionDescriptor>;

/**
 * Guided backpropagation where Grad-CAM is: each number of the one times the other's map at its position.
 *
 * Source: Selvaraju et al. 2017, arXiv 1610.02391, section 3.3.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], signed, in units of the score squared per unit of the input
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`, and `model-unsupported` for a network without a feature
 *   map or a ReLU
 */
export const guidedGradCam: Method<DifferentiableModel, GuidedGradCamOptions> = asMethod(explain);

async function explain(
  model: DifferentiableModel,
  input: FloatTensor,
  options: GuidedGradCamOptions,
): Promise<Attribution[]> {
  checkOptions(guidedOptions, { ...options });
  requireRules(model, 'guided-backprop');
  const { name, feeds } = feedsOf(model, input, options.feeds);
  const { signal } = options;
  const size = input.shape[0]!;
  const activations = new Map<string, FloatTensor>();
  const known = new Map<string, FloatTensor>();
  const gradientOf = featureGradients(model, feeds, size, signal, { activations, known });
  const attributions: Attribution[] = [];
  for (const plan of camPlans(model, name, options)) {
    const fetches = plan.layers.map((layer) => layer.name);
    const guided = await differentiate(model, { feeds, size, known }, plan.objective, [name], {
      rules: 'guided-backprop',
      fetches,
      signal,
    });
    // The same call gives what Grad-CAM is made of: only the head is run again.
    for (const layer of fetches) activations.set(layer, asFloat(guided.values[layer], layer));
    const { maps, resolved } = await mapsOf(plan, gradCamOfRow, gradientOf);
    const map = camAttribution(id, plan, maps, resolved, input, options);
    attributions.push({ ...map, form: 'input', values: masked(asFloat(guided.gradients[name], name), map.values) });
  }
  return attributions;
}

/** Values [N, C, H, W], each times the map [N, H, W] at its position. */
function masked(values: FloatTensor, map: FloatTensor): FloatTensor {
  const [size = 0, channels = 1, height = 1, width = 1] = values.shape;
  const cells = height * width;
  const data = values.data.slice();
  for (let row = 0; row < size; row++)
    for (let start = row * channels * cells; start < (row + 1) * channels * cells; start += cells)
      for (let p = 0; p < cells; p++) data[start + p]! *= map.data[row * cells + p]!;
  return { ...values, data };
}

export const guidedGradCamDescriptor: MethodDescriptor = {
  id,
  title: 'Guided Grad-CAM',
  summary: 'Fine detail, where Grad-CAM says that the target is.',
  definition: 'guided-backprop * up-sampled grad-cam, pixel by pixel',
  scope: 'local',
  approach: 'gradient',
  resolution: 'pixel',
  needs: ['gradient', 'feature layer', 'ReLU'],
  cost: '4',
  advice:
    "As sharp as guided backpropagation and as specific as grad-cam, but the detail is still guided backpropagation's, which hardly depends on the network's weights (Adebayo 2018): do not read reasons into it. The map of grad-cam keeps its ReLU; with keepSign, its negative side turns the sign of what lies under it. The paper up-samples it bilinearly, Captum by default to the nearest; pytorch-grad-cam's example scales it to 0..1 first.",
  paper: 'Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra 2017, arXiv 1610.02391',
  hasTarget: true,
  options: guidedOptions,
  run: explain,
};
