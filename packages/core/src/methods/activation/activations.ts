import type { Attribution } from '../../attribution.js';
import { XaiError } from '../../errors.js';
import type { RunnableModel } from '../../model.js';
import { featureLayer, named } from '../../network/feature-layer.js';
import { requireLayer } from '../../network/layers.js';
import { findLogits } from '../../network/logits.js';
import { scoreOutput } from '../../objective.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { feedsOf } from '../input.js';
import type { TargetOptions } from '../options.js';

const id = 'activations';

export interface ActivationsOptions extends Pick<TargetOptions, 'signal' | 'feeds'> {
  /** Any layer, by name. Default `auto`: the feature layer of the network's scores. */
  readonly layer?: string;
}

/**
 * The output of a layer, all channels, as it is.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values in the layer's shape: [N, C, h, w] for feature maps, [N, C] for vectors, [N, T, C] for sequences
 * @throws XaiError `usage` for an unknown layer, `input-invalid`
 */
export async function activations(
  model: RunnableModel,
  input: FloatTensor,
  options: ActivationsOptions = {},
): Promise<Attribution> {
  const { layer = 'auto', signal } = options;
  checkOptions(activationsDescriptor.options, { ...options });
  const { name, feeds } = feedsOf(model, input, options.feeds);
  const chosen =
    layer === 'auto'
      ? named(featureLayer(model, findLogits(model, scoreOutput(model).name).logits, 'auto', name))
      : { name: requireLayer(model, layer).name, reason: 'chosen by the caller' };
  const values = asFloat((await model.run(feeds, [chosen.name], { signal }))[chosen.name], chosen.name);
  if (values.shape[0] !== input.shape[0]) {
    throw new XaiError(
      'usage',
      `Layer '${chosen.name}' has no axis for the batch (its shape is [${values.shape.join(', ')}]). Choose another layer.`,
    );
  }
  return {
    method: id,
    form: 'activation',
    values,
    targets: [],
    layer: chosen,
    options: { layer },
    checks: {},
    notes: [],
  };
}

export const activationsDescriptor: MethodDescriptor = {
  id,
  title: 'Activations',
  summary: 'What every channel of a layer responds to in this picture.',
  definition: 'A, the output of the layer',
  scope: 'local',
  approach: 'activation',
  resolution: 'feature map',
  needs: [],
  cost: '1',
  advice:
    'The raw material of all other methods: no class and no claim about importance, only what the layer computed.',
  paper: 'Zeiler, Fergus 2014, arXiv 1311.2901 (as a way of looking)',
  hasTarget: false,
  options: {
    layer: { type: 'layer', default: 'auto', doc: 'Any layer by name; auto takes the feature layer of the scores.' },
  },
  run: async (model, input, options) => [await activations(model, input, options)],
};
