import type { Attribution } from '../../attribution.js';
import type { RunnableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import { last } from '../last.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import type { Targets } from '../options.js';
import { objectiveOptions } from '../options.js';
import { camOptions } from './class-activation-map.js';
import type { PerturbedCam, PerturbedCamOptions, Trials } from './perturbed-cam.js';
import { batchSizeOption, perturbedMaps } from './perturbed-cam.js';

const id = 'recipro-cam';

/** What is left of the feature map: a position and its neighbours, weighed by a 3x3 Gaussian, or the position alone. */
export type ReciproMask = 'gaussian' | 'point';

/** Reciprocal class activation maps are scores, and keep their sign: the definition has no ReLU. */
export interface ReciproCamOptions<T extends Targets = Targets> extends Omit<PerturbedCamOptions<T>, 'keepSign'> {
  /** Default `gaussian`. */
  readonly mask?: ReciproMask;
}

/**
 * The score of the network when of its feature map only one position is left, for each position: A times a 3x3 Gaussian mask
 * around it, cut off at the border. The probability by default, as in the paper. Only the network behind the feature layer
 * is run for each position.
 *
 * Source: Byun and Lee 2022, arXiv 2209.14074. Its scaling of the map to 0..1 is left to rendering.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`, in units of the score
 * @throws XaiError `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const reciproCam: Method<RunnableModel, ReciproCamOptions> = asMethod(explain);

async function explain(model: RunnableModel, input: FloatTensor, options: ReciproCamOptions): Promise<Attribution[]> {
  checkOptions(reciproCamDescriptor.options, { ...options });
  const { mask = 'gaussian' } = options;
  const cam: PerturbedCam = {
    id,
    changes: 'features',
    unit: 'positions',
    trials: (features) => trialsOf(features, kernels[mask]),
    complete: (attribution, { batchSize }) => {
      const { keepSign: _, ...resolved } = attribution.options;
      return { ...attribution, options: { ...resolved, mask, batchSize } };
    },
  };
  const { of } = objectiveOptions(options, 'probabilities');
  return last(perturbedMaps(cam, model, input, { ...options, of, keepSign: true }, false));
}

/** Weights of a position and its eight neighbours, row by row. */
const kernels: Readonly<Record<ReciproMask, readonly number[]>> = {
  gaussian: [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16),
  point: [0, 0, 0, 0, 1, 0, 0, 0, 0],
};

function trialsOf({ shape }: FloatTensor, kernel: readonly number[]): Trials {
  const [, , height = 0, width = 0] = shape;
  const cells = height * width;
  const maskAt = (position: number): Float32Array =>
    Float32Array.from({ length: cells }, (_, p) => {
      const down = Math.floor(p / width) - Math.floor(position / width);
      const right = (p % width) - (position % width);
      return Math.abs(down) > 1 || Math.abs(right) > 1 ? 0 : kernel[(down + 1) * 3 + right + 1]!;
    });
  return {
    order: Array.from({ length: cells }, (_, position) => position),
    change(position, copy) {
      const mask = maskAt(position);
      for (let start = 0; start < copy.length; start += cells)
        for (let p = 0; p < cells; p++) copy[start + p]! *= mask[p]!;
    },
    map: (scores) => scores,
  };
}

export const reciproCamDescriptor: MethodDescriptor = {
  id,
  title: 'Recipro-CAM',
  summary: 'What the network would say if it saw one place of its feature map alone.',
  definition: 'f with A multiplied by a 3x3 Gaussian mask around one position, for each position',
  scope: 'local',
  approach: 'perturbation',
  resolution: 'feature map',
  needs: ['feature layer'],
  cost: '0.1 per position (about 50)',
  advice:
    'Needs no gradient and few runs. Every place is judged on its own, far from what the network was trained on: what only counts together is not seen. Explains the probability unless logits are asked for; they tell more where all single places leave the network unsure.',
  paper: 'Byun, Lee 2022, arXiv 2209.14074',
  hasTarget: true,
  options: {
    layer: camOptions.layer,
    upsampling: camOptions.upsampling,
    mask: {
      type: 'choice',
      choices: ['gaussian', 'point'],
      default: 'gaussian',
      doc: 'What is left of the feature map: the position with its neighbours, weighed by a 3x3 Gaussian, or the position alone.',
    },
    batchSize: batchSizeOption,
  },
  run: explain,
};
