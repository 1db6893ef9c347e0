import type { Attribution } from '../../attribution.js';
import type { DifferentiableModel, RuleSet } from '../../model.js';
import { createRandom, maximalSeed } from '../../random.js';
import type { FloatTensor } from '../../tensor.js';
import { floatTensor, rows, sizeOf } from '../../tensor.js';
import { requireRules } from '../at-input.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { rowsOf } from '../input.js';
import type { Method, MethodStream } from '../method.js';
import { streaming } from '../method.js';
import type { TargetOptions, Targets } from '../options.js';
import { gradientBatchSize, gradientsOfCopies, prepareTargets } from './gradients-of-copies.js';
import type { Moments } from './moments.js';
import { createMoments } from './moments.js';

const id = 'smoothgrad';

/** What is averaged: the rule set of the gradient, and whether each copy's input is multiplied in. */
const gradients = {
  saliency: { rules: 'gradient', timesInput: false },
  'input-x-gradient': { rules: 'gradient', timesInput: true },
  'guided-backprop': { rules: 'guided-backprop', timesInput: false },
  deconvnet: { rules: 'deconvnet', timesInput: false },
} as const satisfies Record<string, { rules: RuleSet; timesInput: boolean }>;

/** A method whose map is averaged, by its id. */
export type SmoothedGradient = keyof typeof gradients;

export interface SmoothGradOptions<T extends Targets = Targets> extends TargetOptions<T> {
  /** Noisy copies. Default 50. */
  readonly samples?: number;
  /** Standard deviation of the noise, as a part of the value range (largest minus least) of each row. Default 0.15. */
  readonly sigma?: number;
  /** Which method's map is averaged. Default `saliency`. */
  readonly gradient?: SmoothedGradient;
  /** Of the noise. Default 0. */
  readonly seed?: number;
  /** Copies in one call of the runtime. It does not change the result. Default: 1 to 16, 2 at 224 x 224. */
  readonly batchSize?: number;
}

const forms = streaming(explain);

/**
 * SmoothGrad: the mean of df/dx over copies of the input with normal noise added. `checks.standardError` says how sure that
 * mean is: the mean over all values of their standard error, s / sqrt(samples) with s the standard deviation over the samples,
 * divided by the mean magnitude of the values. It falls with the square root of the samples; one sample has none.
 *
 * Source: Smilkov, Thorat, Kim, Viegas, Wattenberg 2017, arXiv 1706.03825.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], signed, in units of the score per unit of the input (of the score for `input-x-gradient`)
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`, and `model-unsupported` for a network without a ReLU
 * where the gradient needs one
 */
export const smoothGrad: Method<DifferentiableModel, SmoothGradOptions> = forms.method;

/** The same, as ever better maps: after every batch, the mean over the samples so far. The last is the result. */
export const smoothGradStream: MethodStream<DifferentiableModel, SmoothGradOptions> = forms.stream;

/**
 * The noise that SmoothGrad adds to one copy of a row: every sample has a stream of random numbers to itself, so that it
 * depends on nothing else. All rows of a batch get the same, scaled by their own value range.
 *
 * @param shape of a row
 * @param options.sample number of the copy, from 0
 * @param options.sigma standard deviation in units of the input: `sigma` of the method times the row's value range
 */
export function smoothGradNoise(
  shape: readonly number[],
  { seed, sample, sigma }: { readonly seed: number; readonly sample: number; readonly sigma: number },
): FloatTensor {
  const random = createRandom(seed, sample);
  const noise = new Float32Array(sizeOf(shape));
  for (let i = 0; i < noise.length; i++) noise[i] = sigma * random.normal();
  return floatTensor(noise, shape);
}

async function* explain(
  model: DifferentiableModel,
  input: FloatTensor,
  options: SmoothGradOptions,
  partial: boolean,
): AsyncGenerator<Attribution[]> {
  checkOptions(smoothGradDescriptor.options, { ...options });
  const settings = settingsFor(input, options);
  const { samples, seed, batchSize } = settings;
  const { rules, timesInput } = gradients[settings.gradient];
  const { signal, onProgress } = options;
  requireRules(model, rules);
  const { name, others, aims, about } = await prepareTargets(model, input, options)();

  const [count = 0] = input.shape;
  const length = input.data.length / count;
  const values = aims.map(() => new Float32Array(input.data.length));
  const errors = aims.map(() => 0);
  const attributions = (): Attribution[] =>
    aims.map(({ resolved }, t) => ({
      method: id,
      form: 'input',
      values: floatTensor(values[t]!.slice(), input.shape, input.layout),
      targets: resolved,
      layer: null,
      options: { ...about[t]!, ...settings },
      checks: Number.isNaN(errors[t]) ? {} : { standardError: errors[t]! },
      notes: [],
    }));
  for (let row = 0; row < count; row++) {
    const picture = rows(input, row, row + 1);
    const sigma = settings.sigma * valueRange(picture.data);
    const moments = aims.map(() => createMoments(length));
    const earlier = errors.slice();
    const write = (): void =>
      moments.forEach((moment, t) => {
        values[t]!.set(moment.mean, row * length);
        errors[t] = Math.max(earlier[t]!, relativeError(moment));
      });
    const batches = gradientsOfCopies({
      model,
      input: name,
      row: picture,
      others: rowsOf(others, row),
      aims,
      of: row,
      rules,
      perturbation: {
        count: samples,
        change: (sample, copy) => {
          const { data } = smoothGradNoise(picture.shape, { seed, sample, sigma });
          for (let i = 0; i < length; i++) copy[i]! += data[i]!;
        },
      },
      batchSize,
      signal,
      onProgress:
        onProgress && (({ done, unit }) => onProgress({ done: row * samples + done, total: count * samples, unit })),
      unit: 'samples',
    });
    for await (const { copies, gradients: ofAims } of batches) {
      ofAims.forEach(({ data }, t) => {
        for (let from = 0; from < data.length; from += length) {
          const gradient = data.subarray(from, from + length);
          moments[t]!.add(timesInput ? gradient.map((g, i) => g * copies.data[from + i]!) : gradient);
        }
      });
      if (!partial) continue;
      write();
      yield attributions();
    }
    write();
  }
  if (!partial) yield attributions();
}

function valueRange(data: Float32Array): number {
  return data.reduce((a, b) => Math.max(a, b)) - data.reduce((a, b) => Math.min(a, b));
}

/** Mean standard error by mean magnitude; 0 where nothing varies, NaN for one sample. */
function relativeError({ mean, standardErrors }: Moments): number {
  const error = standardErrors().reduce((sum, value) => sum + value, 0);
  return error === 0 ? 0 : error / mean.reduce((sum, value) => sum + Math.abs(value), 0);
}

function settingsFor(
  input: FloatTensor,
  options: SmoothGradOptions,
): Required<Omit<SmoothGradOptions, keyof TargetOptions>> {
  const {
    samples = 50,
    sigma = 0.15,
    gradient = 'saliency',
    seed = 0,
    batchSize = gradientBatchSize(input.data.length / input.shape[0]!),
  } = options;
  return { samples, sigma, gradient, seed, batchSize };
}

export const smoothGradDescriptor: MethodDescriptor = {
  id,
  title: 'SmoothGrad',
  summary: 'The gradient without most of its noise: its mean over noisy copies of the picture.',
  definition: 'mean of df/dx over copies x + noise, the noise normal',
  scope: 'local',
  approach: 'gradient',
  resolution: 'pixel',
  needs: ['gradient'],
  cost: '3 per sample (150 by default)',
  advice:
    'Easier to read than the plain gradient, and says how sure its mean is. With more noise it explains a smoother function than the network: if the score falls apart under the noise, take a smaller sigma.',
  paper: 'Smilkov, Thorat, Kim, Viegas, Wattenberg 2017, arXiv 1706.03825',
  hasTarget: true,
  options: {
    samples: { type: 'integer', default: 50, minimum: 1, doc: 'Noisy copies.' },
    sigma: {
      type: 'number',
      default: 0.15,
      minimum: 0,
      doc: 'Standard deviation of the noise, as a part of the value range of the input.',
    },
    gradient: {
      type: 'choice',
      choices: Object.keys(gradients),
      default: 'saliency',
      doc: 'Which method is averaged.',
    },
    seed: { type: 'integer', default: 0, minimum: 0, maximum: maximalSeed, doc: 'Seed of the noise.' },
    batchSize: {
      type: 'integer',
      default: '1 to 16, 2 at 224 x 224',
      minimum: 1,
      unit: 'samples',
      doc: 'Copies in one call of the runtime; it does not change the result.',
    },
  },
  run: forms.run,
  stream: forms.runStream,
};
