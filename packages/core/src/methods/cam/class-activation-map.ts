import type { Attribution } from '../../attribution.js';
import { XaiError } from '../../errors.js';
import type { Upsampling } from '../../image/upsample.js';
import { upsample, upsamplings } from '../../image/upsample.js';
import type { DifferentiableModel, Model } from '../../model.js';
import { toFeatureMap } from '../../network/feature-grid.js';
import type { ChosenLayer, FeatureLayer } from '../../network/feature-layer.js';
import { featureLayer, named } from '../../network/feature-layer.js';
import type { Objective, ResolvedTarget } from '../../objective.js';
import { objectiveOf } from '../../objective.js';
import { formatTarget } from '../../target.js';
import type { Target } from '../../target.js';
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
  /** Name of the feature layer; of several, the mean of their maps is taken. Default `auto`: found from the graph. */
  readonly layer?: string | readonly string[];
  /** How the map comes to the size of the input. Default `bicubic` (half-pixel, a = -0.75). */
  readonly upsampling?: Upsampling;
  /** Keep negative values, that is, leave out the final ReLU. Default false. */
  readonly keepSign?: boolean;
}

export const camOptions = {
  layer: {
    type: 'layer',
    several: true,
    default: 'auto',
    doc: 'Feature layer; auto takes the last feature map that every path to the target passes through. Of several, the mean of their raw maps is taken, so that one of large values weighs more.',
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

/** A target, and the feature layers whose maps explain it. */
export interface CamPlan {
  readonly target: Target;
  readonly objective: Objective;
  readonly layers: readonly FeatureLayer[];
}

/**
 * What is to be explained at which layers.
 *
 * @param input name of the explained input
 * @throws XaiError `usage` or `model-unsupported` for a target or layer that the network does not have
 */
export function camPlans(model: Model, input: string, options: CamOptions): CamPlan[] {
  const about = objectiveOptions(options, 'logits');
  const wanted = [options.layer ?? 'auto'].flat();
  if (wanted.length === 0)
    throw new XaiError('usage', 'The list of layers is empty. Name at least one, or leave it out.');
  return targetList(options.target).map((target) => {
    const objective = objectiveOf(model, target, about);
    return { target, objective, layers: wanted.map((name) => featureLayer(model, objective.tensor, name, input)) };
  });
}

/** The pipeline of the class activation maps made of A and G: both from one call, the map of each row, ReLU, up-sampling. */
export async function classActivationMaps(
  method: string,
  mapOfRow: MapOfRow,
  model: DifferentiableModel,
  input: FloatTensor,
  options: CamOptions,
): Promise<Attribution[]> {
  checkOptions(camOptions, { ...options });
  const { name, feeds } = feedsOf(model, input, options.feeds);
  const gradientOf = featureGradients(model, feeds, input.shape[0]!, options.signal);
  const attributions: Attribution[] = [];
  for (const plan of camPlans(model, name, options)) {
    const { maps, resolved } = await mapsOf(plan, mapOfRow, gradientOf);
    attributions.push(camAttribution(method, plan, maps, resolved, input, options));
  }
  return attributions;
}

/** The map [N, h, w] of a plan at each of its layers, before ReLU and up-sampling, and how its target came out. */
export async function mapsOf(
  { layers, objective }: CamPlan,
  mapOfRow: MapOfRow,
  gradientOf: ReturnType<typeof featureGradients>,
): Promise<{ maps: FloatTensor[]; resolved: readonly ResolvedTarget[] }> {
  const maps: FloatTensor[] = [];
  let resolved: readonly ResolvedTarget[] = [];
  for (const layer of layers) {
    const { activation, gradient, aim } = await gradientOf(objective, layer.name);
    maps.push(mapRows(toFeatureMap(activation, layer.grid), toFeatureMap(gradient, layer.grid), mapOfRow));
    resolved = aim.resolved;
  }
  return { maps, resolved };
}

/** The attribution of a plan from the map [N, h, w] at each of its layers. */
export function camAttribution(
  method: string,
  { target, layers }: CamPlan,
  maps: readonly FloatTensor[],
  targets: readonly ResolvedTarget[],
  input: FloatTensor,
  options: CamOptions,
): Attribution {
  return {
    method,
    form: 'map',
    values: meanOf(maps.map((map) => finish(map, input, options))),
    targets,
    layer: together(layers),
    options: { target: formatTarget(target), ...objectiveOptions(options, 'logits'), ...resolved(options) },
    checks: {},
    notes: [],
  };
}

function together(layers: readonly FeatureLayer[]): ChosenLayer {
  if (layers.length === 1) return named(layers[0]!);
  return {
    name: layers.map(({ name }) => name).join(', '),
    reason: `mean of the maps of ${layers.length} layers: ${layers.map(({ reason }) => reason).join('; ')}`,
  };
}

/** Mean of several layers' maps. */
function meanOf(maps: readonly FloatTensor[]): FloatTensor {
  const first = maps[0]!;
  if (maps.length === 1) return first;
  const other = maps.find(({ shape }) => shape.join() !== first.shape.join());
  if (other) {
    throw new XaiError(
      'usage',
      `Maps of [${first.shape.join(', ')}] and [${other.shape.join(', ')}] have no mean. Choose layers of one size, or an up-sampling other than none.`,
    );
  }
  const data = first.data.map((_, i) => maps.reduce((sum, map) => sum + map.data[i]!, 0) / maps.length);
  return { ...first, data };
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

/** Sum over the channels of two maps [C, h, w] multiplied position by position: [h * w]. */
export function productSum(a: Float32Array, b: Float32Array, channels: number): Float64Array {
  const cells = a.length / channels;
  const sums = new Float64Array(cells);
  for (let start = 0; start < a.length; start += cells)
    for (let p = 0; p < cells; p++) sums[p]! += a[start + p]! * b[start + p]!;
  return sums;
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
  const sides = input.shape.slice(2);
  // A signal [N, C, T] is a picture of height 1.
  const [height, width] = sides.length === 1 ? [1, ...sides] : sides;
  if (height === undefined || width === undefined) {
    throw new XaiError(
      'usage',
      `Up-sampling needs an input [N, C, H, W] or [N, C, T], but its shape is [${input.shape.join(', ')}]. Use upsampling 'none'.`,
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
