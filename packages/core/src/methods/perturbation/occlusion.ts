import type { Attribution } from '../../attribution.js';
import { XaiError } from '../../errors.js';
import type { Fill } from '../../fill.js';
import { fillValues } from '../../fill.js';
import type { RunnableModel } from '../../model.js';
import { objectiveOf } from '../../objective.js';
import { defaultBatchSize, evaluatePerturbation } from '../../perturbation.js';
import { createRandom, maximalSeed } from '../../random.js';
import { formatTarget } from '../../target.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat, floatTensor, rows } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { feedsOf, rowsOf } from '../input.js';
import type { Method, MethodStream } from '../method.js';
import { streaming } from '../method.js';
import type { TargetOptions, Targets } from '../options.js';
import { objectiveOptions, targetList } from '../options.js';
import { createWindowMean } from './window-mean.js';
import type { Extent } from './windows.js';
import { fillWindow, slidingWindows } from './windows.js';

const id = 'occlusion';

export interface OcclusionOptions<T extends Targets = Targets> extends TargetOptions<T> {
  /** Side of the window in pixels, or height and width. Default: 20 % of the input's sides. */
  readonly window?: number | Extent;
  /** Distance from one window to the next, in pixels. Default: 10 % of the input's sides, at most the window. */
  readonly stride?: number | Extent;
  /** What the window is filled with. Default: each channel's mean over the picture. */
  readonly fill?: Fill;
  /** Windows in one call of the runtime. It does not change the result. Default: up to 16, as memory allows. */
  readonly batchSize?: number;
  /** Of the order in which windows are tried, which only partial maps show (and the last digit, by rounding). Default 0. */
  readonly seed?: number;
}

const forms = streaming(explain);

/**
 * Occlusion sensitivity: f(x) - f(x with a window filled), given to every pixel under the window and averaged where
 * windows overlap. Positive where the region supports the target. f is the probability by default.
 *
 * Source: Zeiler and Fergus 2014, arXiv 1311.2901, section 4.2; window and stride as MATLAB's occlusionSensitivity.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], signed, in units of the score
 * @throws XaiError `usage` (window larger than the input, ...) or `input-invalid`
 */
export const occlusion: Method<RunnableModel, OcclusionOptions> = forms.method;

/** The same, as ever better maps: after every batch, from the windows seen so far; zero where none was. The last is the result. */
export const occlusionStream: MethodStream<RunnableModel, OcclusionOptions> = forms.stream;

interface Settings {
  readonly window: Extent;
  readonly stride: Extent;
  readonly fill: Fill;
  readonly batchSize: number;
  readonly seed: number;
}

async function* explain(
  model: RunnableModel,
  input: FloatTensor,
  options: OcclusionOptions,
  partial: boolean,
): AsyncGenerator<Attribution[]> {
  checkOptions(occlusionDescriptor.options, { ...options });
  const { name, others, feeds } = feedsOf(model, input, options.feeds);
  const extent = extentOf(input);
  const { signal, onProgress } = options;
  const settings = settingsFor(input, extent, options);
  const windows = slidingWindows(extent, settings.window, settings.stride);
  const order = createRandom(settings.seed).shuffle(windows.map((_, index) => index));
  const about = objectiveOptions(options, 'probabilities');
  const objectives = targetList(options.target).map((target) => ({ target, ...objectiveOf(model, target, about) }));
  const fetches = [...new Set(objectives.map(({ tensor }) => tensor))];
  const unchanged = await model.run(feeds, fetches, { signal });
  const aims = objectives.map(({ aim, tensor }) => aim(asFloat(unchanged[tensor], tensor)));
  const [count = 0] = input.shape;
  const cells = extent[0] * extent[1];
  const maps = objectives.map(() => new Float32Array(count * cells));
  const attributions = (): Attribution[] =>
    objectives.map(({ target }, i) => ({
      method: id,
      form: 'map',
      values: floatTensor(maps[i]!.slice(), [count, ...extent]),
      targets: aims[i]!.resolved,
      layer: null,
      options: { target: formatTarget(target), ...about, ...settings },
      checks: {},
      notes: [],
    }));
  for (let row = 0; row < count; row++) {
    const picture = rows(input, row, row + 1);
    const values = fillValues(picture, settings.fill);
    const means = objectives.map(() => createWindowMean(extent));
    const writeMaps = (): void =>
      means.forEach((mean, i) => mean.write(maps[i]!.subarray(row * cells, (row + 1) * cells)));
    const batches = evaluatePerturbation({
      model,
      input: name,
      row: picture,
      others: rowsOf(others, row),
      perturbation: {
        count: windows.length,
        change: (index, copy) => fillWindow(copy, extent, windows[index]!, values),
      },
      order,
      fetches,
      batchSize: settings.batchSize,
      signal,
      onProgress:
        onProgress &&
        (({ done, unit }) => onProgress({ done: row * windows.length + done, total: count * windows.length, unit })),
      unit: 'windows',
    });
    for await (const batch of batches) {
      objectives.forEach(({ tensor }, i) => {
        const { scores, resolved } = aims[i]!;
        const changed = scores(batch.values[tensor]!, row);
        batch.indices.forEach((index, at) => means[i]!.add(windows[index]!, resolved[row]!.score - changed[at]!));
      });
      if (!partial) continue;
      writeMaps();
      yield attributions();
    }
    writeMaps();
  }
  if (!partial) yield attributions();
}

function extentOf({ shape }: FloatTensor): Extent {
  const [, , height, width] = shape;
  if (shape.length === 4) return [height!, width!];
  throw new XaiError(
    'input-invalid',
    `Occlusion slides a window over a picture [N, C, H, W], but the input's shape is [${shape.join(', ')}].`,
  );
}

function settingsFor(input: FloatTensor, extent: Extent, options: OcclusionOptions): Settings {
  const { fill = 'mean', batchSize = defaultBatchSize(input.data.length / input.shape[0]!), seed = 0 } = options;
  const pixels = (value: number | Extent | undefined, automatic: (side: number, axis: 0 | 1) => number): Extent => {
    if (value === undefined) return [automatic(extent[0], 0), automatic(extent[1], 1)];
    return typeof value === 'number' ? [value, value] : value;
  };
  const window = pixels(options.window, (side) => Math.max(1, Math.round(side * 0.2)));
  const stride = pixels(options.stride, (side, axis) => Math.max(1, Math.min(Math.round(side * 0.1), window[axis])));
  return { window, stride, fill, batchSize, seed };
}

export const occlusionDescriptor: MethodDescriptor = {
  id,
  title: 'Occlusion sensitivity',
  summary: 'How much the score falls when a part of the picture is covered.',
  definition: 'f(x) - f(x with the window filled), averaged over the windows above each pixel',
  scope: 'local',
  approach: 'perturbation',
  resolution: 'window',
  needs: [],
  cost: '1 per window (about 100 by default)',
  advice:
    'Needs no gradient, so it works on any network, and its values are real changes of the score. Slow, as coarse as the window, and blind to evidence that is there twice. The fill itself can look like something to the network.',
  paper: 'Zeiler, Fergus 2014, arXiv 1311.2901',
  hasTarget: true,
  options: {
    window: {
      type: 'integer',
      pair: true,
      default: '20 % of the input',
      minimum: 1,
      unit: 'pixels',
      doc: 'Side of the window.',
    },
    stride: {
      type: 'integer',
      pair: true,
      default: '10 % of the input, at most the window',
      minimum: 1,
      unit: 'pixels',
      doc: 'Distance from one window to the next.',
    },
    fill: {
      type: 'choice',
      choices: ['mean', 'zero'],
      default: 'mean',
      doc: "What covers: each channel's mean over the picture, or zero in network units.",
    },
    batchSize: {
      type: 'integer',
      default: 'up to 16',
      minimum: 1,
      unit: 'windows',
      doc: 'Windows in one call of the runtime; it does not change the result.',
    },
    seed: {
      type: 'integer',
      default: 0,
      minimum: 0,
      maximum: maximalSeed,
      doc: 'Order in which windows are tried, which only partial maps show.',
    },
  },
  run: forms.run,
  stream: forms.runStream,
};
