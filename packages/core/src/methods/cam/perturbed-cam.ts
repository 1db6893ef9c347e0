import type { Attribution } from '../../attribution.js';
import type { RunnableModel } from '../../model.js';
import { bypasses } from '../../network/bypasses.js';
import { toFeatureMap } from '../../network/feature-grid.js';
import type { FeatureLayer } from '../../network/feature-layer.js';
import { evaluatePerturbation } from '../../perturbation.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat, floatTensor, rows } from '../../tensor.js';
import type { OptionDescriptor } from '../descriptor.js';
import { feedsOf } from '../input.js';
import type { Targets } from '../options.js';
import type { Source } from './feature-source.js';
import { copiesOf, copiesPerBatch, featureSource } from './feature-source.js';
import type { CamOptions, CamPlan } from './class-activation-map.js';
import { camAttribution, camPlans } from './class-activation-map.js';

/** Options of the class activation maps that are made of changed copies. */
export interface PerturbedCamOptions<T extends Targets = Targets> extends CamOptions<T> {
  /** Changed copies in one call of the runtime. It does not change the result. Default: up to 64, as memory allows. */
  readonly batchSize?: number;
}

export const batchSizeOption = {
  type: 'integer',
  default: 'up to 64, as memory allows',
  minimum: 1,
  unit: 'copies',
  doc: 'Changed copies in one call of the runtime; it does not change the result.',
} as const satisfies OptionDescriptor;

/** What is asked of the network about one row. */
export interface Trials {
  /** The changed copies, by number, in the order in which they are run. */
  readonly order: readonly number[];
  /** Changes `copy`, which holds the unchanged feature map [C, h, w] or input [C, H, W], into the index-th copy. */
  change(index: number, copy: Float32Array): void;
  /** The map [h * w] from the scores of the copies run so far, in their order. */
  map(scores: Float64Array): ArrayLike<number>;
}

/** What makes one class activation map of changed copies differ from another. */
export interface PerturbedCam {
  readonly id: string;
  /** What the copies are made of: the feature map, so that only the network behind it is run, or the input. */
  readonly changes: 'features' | 'input';
  /** What is counted in the progress. */
  readonly unit: string;
  /** The trials of one row, from its feature map [1, C, h, w] and its input [1, C, H, W]. */
  trials(features: FloatTensor, input: FloatTensor): Trials;
  /** The attribution with what this method has to say besides, of its options above all. */
  complete(attribution: Attribution, about: { readonly channels: number; readonly batchSize: number }): Attribution;
}

/** What is done at one feature layer, for all the targets that are explained there. */
interface Stage {
  readonly name: string;
  readonly plans: readonly CamPlan[];
  readonly fetches: readonly string[];
  readonly source: Source;
  readonly channels: number;
  readonly batchSize: number;
  /** Of each row. */
  readonly trials: readonly Trials[];
  /** Map [N, h, w] of each plan, filled as the work goes on. */
  readonly maps: ReadonlyMap<CamPlan, FloatTensor>;
}

/**
 * The pipeline of the class activation maps made of changed copies: one forward gives the feature maps and the scores of
 * the unchanged rows, then batches of copies are run, at each layer for all its targets at once.
 *
 * @param partial yield after every batch, from the copies run so far, and not at the end alone
 */
export async function* perturbedMaps(
  cam: PerturbedCam,
  model: RunnableModel,
  input: FloatTensor,
  options: PerturbedCamOptions,
  partial: boolean,
): AsyncGenerator<Attribution[]> {
  const { name, others, feeds } = feedsOf(model, input, options.feeds);
  const { signal, onProgress } = options;
  const plans = camPlans(model, name, options);
  const sites = sitesOf(model, plans);
  const wanted = sites.flatMap(({ layer, around, fetches }) => [layer.name, ...around, ...fetches]);
  const values = await model.run(feeds, [...new Set(wanted)], { signal });
  const aims = new Map(
    plans.map((plan) => [plan, plan.objective.aim(asFloat(values[plan.objective.tensor], plan.objective.tensor))]),
  );
  const stages = sites.map(({ layer, around, ...site }): Stage => {
    const features = toFeatureMap(asFloat(values[layer.name], layer.name), layer.grid);
    const [size = 0, channels = 0, height = 0, width = 0] = features.shape;
    const source: Source =
      cam.changes === 'features'
        ? featureSource(layer, around, values, feeds)
        : { name, tensor: input, others, grid: null };
    const fetched = site.fetches.map((fetch) => values[fetch]!);
    const emptyMap = (): FloatTensor => floatTensor(new Float32Array(size * height * width), [size, height, width]);
    return {
      ...site,
      name: layer.name,
      source,
      channels,
      batchSize: options.batchSize ?? copiesPerBatch(source, fetched),
      trials: Array.from({ length: size }, (_, row) =>
        cam.trials(rows(features, row, row + 1), rows(input, row, row + 1)),
      ),
      maps: new Map(site.plans.map((plan) => [plan, emptyMap()])),
    };
  });

  const attributions = (): Attribution[] =>
    plans.map((plan) => {
      const own = plan.layers.map((layer) => stages.find((stage) => stage.name === layer.name)!);
      // Copied: a partial map is not changed later.
      const maps = own.map((stage) => stage.maps.get(plan)!).map((map) => ({ ...map, data: map.data.slice() }));
      return cam.complete(camAttribution(cam.id, plan, maps, aims.get(plan)!.resolved, input, options), {
        channels: Math.max(...own.map(({ channels }) => channels)),
        batchSize: Math.min(...own.map(({ batchSize }) => batchSize)),
      });
    });

  const total = stages.flatMap(({ trials }) => trials).reduce((sum, { order }) => sum + order.length, 0);
  let done = 0;
  for (const { source, fetches, batchSize, trials, maps } of stages) {
    for (const [row, { order, change, map }] of trials.entries()) {
      const scores = new Map(Array.from(maps, ([plan]) => [plan, new Float64Array(order.length)]));
      let run = 0;
      const batches = evaluatePerturbation({
        model,
        ...copiesOf(source, row, order, change),
        fetches,
        batchSize,
        signal,
        onProgress: onProgress && (({ done: ofRow, unit }) => onProgress({ done: done + ofRow, total, unit })),
        unit: cam.unit,
      });
      const writeMaps = (): void => {
        for (const [plan, { data }] of maps) {
          const written = map(scores.get(plan)!.subarray(0, run));
          data.set(written, row * written.length);
        }
      };
      for await (const { indices, values: changed } of batches) {
        for (const [plan, known] of scores)
          known.set(aims.get(plan)!.scores(changed[plan.objective.tensor]!, row), run);
        run += indices.length;
        if (!partial) continue;
        writeMaps();
        yield attributions();
      }
      writeMaps();
      done += order.length;
    }
  }
  if (!partial || total === 0) yield attributions();
}

/** Where work is done: each feature layer once, with the plans that are explained there. */
function sitesOf(
  { layers }: RunnableModel,
  plans: readonly CamPlan[],
): { layer: FeatureLayer; plans: readonly CamPlan[]; fetches: string[]; around: string[] }[] {
  const distinct = new Map(plans.flatMap((plan) => plan.layers.map((layer) => [layer.name, layer])));
  return Array.from(distinct, ([name, layer]) => {
    const own = plans.filter((plan) => plan.layers.some((one) => one.name === name));
    const fetches = [...new Set(own.map(({ objective }) => objective.tensor))];
    return { layer, plans: own, fetches, around: bypasses(layers, name, fetches) };
  });
}
