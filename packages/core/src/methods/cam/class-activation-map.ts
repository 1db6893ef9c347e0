import type { Attribution } from '../../attribution.js';
import { XaiError } from '../../errors.js';
import type { Upsampling } from '../../image/upsample.js';
import { upsample, upsamplings } from '../../image/upsample.js';
import type { DifferentiableModel } from '../../model.js';
import { featureLayer } from '../../network/feature-layer.js';
import { objectiveOf } from '../../objective.js';
import { formatTarget } from '../../target.js';
import type { FloatTensor } from '../../tensor.js';
import { floatTensor, rows } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { OptionDescriptor } from '../descriptor.js';
import { feedsOf } from '../input.js';
import type { TargetOptions, Targets } from '../options.js';
import { objectiveOptions, targetList } from '../options.js';
import { featureGradients } from './feature-gradient.js';

/** Options of every class activation map. */
export interface CamOptions<T extends Targets = Targets> extends TargetOptions<T> {
  /** Name of the feature layer. Default `auto`: found from the graph. */
  readonly layer?: string;
  /** How the map comes to the size of the input. Default `bicubic` (half-pixel, a = -0.75). */
  readonly upsampling?: Upsampling;
  /** Keep negative values, that is, leave out the final ReLU. Default false. */
  readonly keepSign?: boolean;
}

export const camOptions = {
  layer: {
    type: 'layer',
    default: 'auto',
    doc: 'Feature layer; auto takes the last feature map that every path to the target passes through.',
  },
  upsampling: {
    type: 'choice',
    choices: upsamplings,
    default: 'bicubic',
    doc: 'How the map comes to the size of the input; none leaves it in the size of the feature layer.',
  },
  keepSign: { type: 'boolean', default: false, doc: 'Keep negative values: leave out the final ReLU.' },
} as const satisfies Record<string, OptionDescriptor>;

/**
 * What makes one class activation map differ from another: the map [h * w] of one row, from its activation A [C, h, w] and
 * the gradient G behind it (of the same shape, or one number per channel).
 */
export type MapOfRow = (activation: Float32Array, gradient: Float32Array, channels: number) => Float64Array;

/** The pipeline that all class activation maps share: A and G from one call, the map of each row, ReLU, up-sampling. */
export async function classActivationMaps(
  method: string,
  mapOfRow: MapOfRow,
  model: DifferentiableModel,
  input: FloatTensor,
  options: CamOptions,
): Promise<Attribution[]> {
  checkOptions(camOptions, { ...options });
  const { feeds } = feedsOf(model, input);
  const about = objectiveOptions(options, 'logits');
  const plans = targetList(options.target).map((target) => {
    const objective = objectiveOf(model, target, about);
    return { target, objective, layer: featureLayer(model, objective.tensor, options.layer) };
  });
  const gradientOf = featureGradients(model, feeds, input.shape[0]!, options.signal);
  const attributions: Attribution[] = [];
  for (const { target, objective, layer } of plans) {
    const { activation, gradient, aim } = await gradientOf(objective, layer.name);
    attributions.push({
      method,
      form: 'map',
      values: finish(mapRows(activation, gradient, mapOfRow), input, options),
      targets: aim.resolved,
      layer,
      options: { target: formatTarget(target), ...about, ...resolved(options) },
      checks: {},
      notes: [],
    });
  }
  return attributions;
}

/** The map of every row: [N, h, w]. */
export function mapRows(activation: FloatTensor, gradient: FloatTensor, mapOfRow: MapOfRow): FloatTensor {
  const [size = 0, channels = 0, height = 0, width = 0] = activation.shape;
  const maps = new Float32Array(size * height * width);
  for (let row = 0; row < size; row++) {
    const map = mapOfRow(rows(activation, row, row + 1).data, rows(gradient, row, row + 1).data, channels);
    maps.set(map, row * height * width);
  }
  return floatTensor(maps, [size, height, width]);
}

/** Sum over the channels of weight times activation, at each position. */
export function weightedSum(activation: Float32Array, weights: ArrayLike<number>): Float64Array {
  const cells = activation.length / weights.length;
  const sums = new Float64Array(cells);
  for (let channel = 0; channel < weights.length; channel++) {
    const weight = weights[channel]!;
    const start = channel * cells;
    for (let p = 0; p < cells; p++) sums[p]! += weight * activation[start + p]!;
  }
  return sums;
}

/** ReLU unless the sign is kept, then the size of the input. */
export function finish(maps: FloatTensor, input: FloatTensor, options: CamOptions): FloatTensor {
  const { upsampling, keepSign } = resolved(options);
  const rectified = keepSign ? maps : { ...maps, data: maps.data.map((value) => Math.max(value, 0)) };
  if (upsampling === 'none') return rectified;
  const [, , height, width] = input.shape;
  if (height === undefined || width === undefined) {
    throw new XaiError(
      'usage',
      `Up-sampling needs an input [N, C, H, W], but its shape is [${input.shape.join(', ')}]. Use upsampling 'none'.`,
    );
  }
  return upsample(rectified, height, width, upsampling);
}

export function resolved({
  layer = 'auto',
  upsampling = 'bicubic',
  keepSign = false,
}: CamOptions): Required<Pick<CamOptions, 'layer' | 'upsampling' | 'keepSign'>> {
  return { layer, upsampling, keepSign };
}
