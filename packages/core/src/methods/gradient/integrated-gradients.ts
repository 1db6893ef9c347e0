import type { Attribution } from '../../attribution.js';
import type { DifferentiableModel } from '../../model.js';
import { evaluatePerturbation } from '../../perturbation.js';
import type { PixelRange } from '../../preprocess/pixel-range.js';
import { maximalSeed } from '../../random.js';
import type { FloatTensor } from '../../tensor.js';
import { floatTensor, rows } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { rowsOf } from '../input.js';
import type { Method, MethodStream } from '../method.js';
import { streaming } from '../method.js';
import type { TargetOptions, Targets } from '../options.js';
import type { Baseline } from './baselines.js';
import { baselineNames, baselinesOf } from './baselines.js';
import { gradientBatchSize, gradientsOfCopies, prepareTargets } from './gradients-of-copies.js';
import type { Quadrature } from './quadrature.js';
import { quadratureNodes, visitingOrder } from './quadrature.js';

const id = 'integrated-gradients';

export interface IntegratedGradientsOptions<T extends Targets = Targets> extends TargetOptions<T> {
  /** Points on the path from the baseline to the input. Default 50. */
  readonly steps?: number;
  /** Where they lie and what they weigh. Default `gauss-legendre`. */
  readonly quadrature?: Quadrature;
  /** Where the path starts; the mean over several. Default `black`. */
  readonly baseline?: Baseline | readonly Baseline[];
  /** What black and white are to the network (see `pixelRange`). Where it is not given, black is zero. */
  readonly pixelRange?: PixelRange | undefined;
  /** Standard deviation of the baseline `blur`, as a part of the input's shorter side. Default 0.1. */
  readonly blurSigma?: number;
  /** Of the baseline `noise`. Default 0. */
  readonly seed?: number;
  /** Doubles the steps until the completeness gap is at most this, in units of the score. Default 0: never. */
  readonly tolerance?: number;
  /** The most steps that a tolerance may lead to. Default 800. */
  readonly maxSteps?: number;
  /** Points in one call of the runtime. It does not change the result. Default: 1 to 16, 2 at 224 x 224. */
  readonly batchSize?: number;
}

const forms = streaming(explain);

/**
 * Integrated gradients: (x - b) times the mean of df/dx on the straight line from a baseline b to the input x. The values sum
 * to f(x) - f(b), up to the error of the quadrature, which `checks.convergenceDelta` gives: their sum minus that difference,
 * for the row where it is largest. `checks.steps` is the number of steps that were taken.
 *
 * Source: Sundararajan, Taly, Yan 2017, arXiv 1703.01365, equation 1.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], signed, in units of the score
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`
 */
export const integratedGradients: Method<DifferentiableModel, IntegratedGradientsOptions> = forms.method;

/**
 * The same, as ever better maps: after every batch, from the points seen so far, which cover the whole path. While steps are
 * doubled, the finished map of fewer steps stays. The last is the result.
 */
export const integratedGradientsStream: MethodStream<DifferentiableModel, IntegratedGradientsOptions> = forms.stream;

async function* explain(
  model: DifferentiableModel,
  input: FloatTensor,
  options: IntegratedGradientsOptions,
  partial: boolean,
): AsyncGenerator<Attribution[]> {
  checkOptions(integratedGradientsDescriptor.options, { ...options });
  const settings = settingsFor(input, options);
  const { quadrature, tolerance, maxSteps, batchSize } = settings;
  const { signal, onProgress, pixelRange } = options;
  const prepared = prepareTargets(model, input, options);
  const baselines = baselinesOf(input, { ...settings, pixelRange });
  const { name, others, aims, about } = await prepared();

  const [count = 0] = input.shape;
  const length = input.data.length / count;
  const values = aims.map(() => new Float32Array(input.data.length));
  const gaps = aims.map(() => new Float64Array(count));
  let mostSteps = settings.steps;
  let done = 0;
  let total = count * baselines.count * settings.steps;
  const attributions = (): Attribution[] =>
    aims.map(({ resolved }, t) => ({
      method: id,
      form: 'input',
      values: floatTensor(values[t]!.slice(), input.shape, input.layout),
      targets: resolved,
      layer: null,
      options: { ...about[t]!, ...settings },
      checks: { convergenceDelta: largest(gaps[t]!), steps: mostSteps },
      notes: baselines.notes,
    }));

  for (let row = 0; row < count; row++) {
    const here = { model, input: name, row: rows(input, row, row + 1), others: rowsOf(others, row), batchSize, signal };
    const x = here.row.data;
    const starts = baselines.of(row);
    const fetches = [...new Set(aims.map(({ resolved }) => resolved[row]!.tensor))];
    const scores = aims.map(() => 0);
    const atStarts = { count: starts.length, change: (at: number, copy: Float32Array) => copy.set(starts[at]!) };
    for await (const batch of evaluatePerturbation({ ...here, perturbation: atStarts, fetches, unit: 'baselines' })) {
      aims.forEach((aim, t) =>
        aim.scores(batch.values[aim.resolved[row]!.tensor]!, row).forEach((score) => (scores[t]! += score)),
      );
    }
    const differences = aims.map(({ resolved }, t) => resolved[row]!.score - scores[t]! / starts.length);

    for (let steps = settings.steps; ; steps *= 2) {
      const nodes = quadratureNodes(quadrature, steps);
      const integrals = aims.map(() => createIntegral(x));
      const write = (): void =>
        integrals.forEach((integral, t) => {
          const sum = integral.write(values[t]!.subarray(row * length, (row + 1) * length));
          gaps[t]![row] = sum - differences[t]!;
        });
      // Point by point, and every baseline at each.
      const points = visitingOrder(steps).flatMap((node) =>
        starts.map((_, at) => ({ ...nodes[node]!, from: starts[at]! })),
      );
      const before = done;
      const batches = gradientsOfCopies({
        ...here,
        aims,
        of: row,
        rules: 'gradient',
        perturbation: {
          count: points.length,
          change: (index, copy) => {
            const { at, from } = points[index]!;
            for (let i = 0; i < length; i++) copy[i] = from[i]! + at * (x[i]! - from[i]!);
          },
        },
        onProgress: (progress) => {
          done = before + progress.done;
          onProgress?.({ done, total, unit: 'steps' });
        },
        unit: 'steps',
      });
      for await (const { indices, gradients, isLast } of batches) {
        indices.forEach((index, k) => {
          const { from, weight } = points[index]!;
          integrals.forEach((integral, t) =>
            integral.add(from, gradients[t]!.data.subarray(k * length, (k + 1) * length), weight),
          );
        });
        if (!partial || isLast || steps > settings.steps) continue;
        write();
        yield attributions();
      }
      write();
      mostSteps = Math.max(mostSteps, steps);
      if (partial) yield attributions();
      const gap = Math.max(...gaps.map((ofRows) => Math.abs(ofRows[row]!)));
      if (tolerance === 0 || gap <= tolerance || 2 * steps > maxSteps) break;
      total += 2 * steps * starts.length;
    }
  }
  if (!partial) yield attributions();
}

/** A weighted mean of (x - b) times the gradient over points of paths that end in x. */
function createIntegral(x: Float32Array): {
  add(from: Float32Array, gradient: Float32Array, weight: number): void;
  /** Writes the mean so far, and returns the sum of what was written. */
  write(out: Float32Array): number;
} {
  const sums = new Float64Array(x.length);
  let weights = 0;
  return {
    add(from, gradient, weight) {
      for (let i = 0; i < x.length; i++) sums[i]! += weight * (x[i]! - from[i]!) * gradient[i]!;
      weights += weight;
    },
    write(out) {
      let sum = 0;
      for (let i = 0; i < out.length; i++) {
        out[i] = sums[i]! / weights;
        sum += out[i]!;
      }
      return sum;
    },
  };
}

/** The number of largest magnitude. */
function largest(numbers: Float64Array): number {
  return numbers.reduce((most, number) => (Math.abs(number) > Math.abs(most) ? number : most), 0);
}

function settingsFor(
  input: FloatTensor,
  options: IntegratedGradientsOptions,
): Required<Omit<IntegratedGradientsOptions, keyof TargetOptions | 'pixelRange'>> {
  const {
    steps = 50,
    quadrature = 'gauss-legendre',
    baseline = 'black',
    blurSigma = 0.1,
    seed = 0,
    tolerance = 0,
    maxSteps = 800,
    batchSize = gradientBatchSize(input.data.length / input.shape[0]!),
  } = options;
  return { steps, quadrature, baseline, blurSigma, seed, tolerance, maxSteps, batchSize };
}

export const integratedGradientsDescriptor: MethodDescriptor = {
  id,
  title: 'Integrated gradients',
  summary: 'How much each pixel contributes to the score, compared with a picture without evidence.',
  definition: '(x - baseline) * mean of df/dx on the straight line from the baseline to x',
  scope: 'local',
  approach: 'gradient',
  resolution: 'pixel',
  needs: ['gradient'],
  cost: '3 per step (150 by default)',
  advice:
    'The values sum to the change of the score between baseline and input, and the gap to that is reported: over 5 % of the change, take more steps. What it shows is relative to the baseline: where the input equals it (black pixels on black), nothing is ever found, so try a second one.',
  paper: 'Sundararajan, Taly, Yan 2017, arXiv 1703.01365',
  hasTarget: true,
  options: {
    steps: {
      type: 'integer',
      default: 50,
      minimum: 1,
      maximum: 10_000,
      doc: 'Points on the path from the baseline to the input.',
    },
    quadrature: {
      type: 'choice',
      choices: ['gauss-legendre', 'midpoint'] satisfies Quadrature[],
      default: 'gauss-legendre',
      doc: 'Where the points lie and what they weigh.',
    },
    baseline: {
      type: 'choice',
      choices: baselineNames,
      tensor: true,
      several: true,
      default: 'black',
      doc: "Where the path starts: a name, or values in the network's own units; the mean over several.",
    },
    blurSigma: {
      type: 'number',
      default: 0.1,
      minimum: 0,
      doc: "Standard deviation of the baseline blur, as a part of the input's shorter side.",
    },
    seed: { type: 'integer', default: 0, minimum: 0, maximum: maximalSeed, doc: 'Seed of the baseline noise.' },
    tolerance: {
      type: 'number',
      default: 0,
      minimum: 0,
      doc: 'Doubles the steps until the completeness gap is at most this, in units of the score; 0 never does.',
    },
    maxSteps: {
      type: 'integer',
      default: 800,
      minimum: 1,
      maximum: 10_000,
      doc: 'The most steps that a tolerance may lead to.',
    },
    batchSize: {
      type: 'integer',
      default: '1 to 16, 2 at 224 x 224',
      minimum: 1,
      unit: 'steps',
      doc: 'Points in one call of the runtime; it does not change the result.',
    },
  },
  run: forms.run,
  stream: forms.runStream,
};
