import type { Attribution } from '../../attribution.js';
import { XaiError } from '../../errors.js';
import { upsample } from '../../image/upsample.js';
import type { RunnableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { floatTensor } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method, MethodStream } from '../method.js';
import { streaming } from '../method.js';
import type { Targets } from '../options.js';
import { channelNotes, channelsOption, planeOf, rankedChannels } from './channels.js';
import { camOptions, weightedSum } from './class-activation-map.js';
import type { PerturbedCam, PerturbedCamOptions, Trials } from './perturbed-cam.js';
import { batchSizeOption, perturbedMaps } from './perturbed-cam.js';

const id = 'score-cam';

export interface ScoreCamOptions<T extends Targets = Targets> extends PerturbedCamOptions<T> {
  /** How many channels are tried, those with the largest sum of squares. Default: all that are not constant. */
  readonly topChannels?: number;
}

const forms = streaming(explain);

/**
 * relu(sum_k w_k A_k), with the weights the softmax, over the channels, of the scores of x * M_k: the input seen through
 * channel k, which is up-sampled (bilinear) and scaled to 0..1. Channels that are constant have no such mask, and weight 0.
 * What the mask hides is 0 in the network's own units.
 *
 * Source: Wang et al. 2020, arXiv 1910.01279, equations 3 to 7 and algorithm 1.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const scoreCam: Method<RunnableModel, ScoreCamOptions> = forms.method;

/** The same, as ever better maps: after every batch, from the channels tried so far. The last is the result. */
export const scoreCamStream: MethodStream<RunnableModel, ScoreCamOptions> = forms.stream;

async function* explain(
  model: RunnableModel,
  input: FloatTensor,
  options: ScoreCamOptions,
  partial: boolean,
): AsyncGenerator<Attribution[]> {
  checkOptions(scoreCamDescriptor.options, { ...options });
  if (input.shape.length !== 4 && input.shape.length !== 3) {
    throw new XaiError(
      'input-invalid',
      `Score-CAM lays masks over a picture [N, C, H, W] or a signal [N, C, T], but the input's shape is [${input.shape.join(', ')}].`,
    );
  }
  const cam: PerturbedCam = {
    id,
    changes: 'input',
    unit: 'channels',
    trials: (features, picture) => trialsOf(features, picture, options.topChannels),
    complete: (attribution, about) => {
      const channels = Math.min(options.topChannels ?? Infinity, about.channels);
      return {
        ...attribution,
        options: { ...attribution.options, topChannels: channels, batchSize: about.batchSize },
        notes: channelNotes(about.channels, channels),
      };
    },
  };
  yield* perturbedMaps(cam, model, input, options, partial);
}

function trialsOf(features: FloatTensor, { shape }: FloatTensor, most: number | undefined): Trials {
  const width = shape.at(-1)!;
  const height = shape.length === 4 ? shape[2]! : 1;
  const [, channels = 0, ...sides] = features.shape;
  const order = rankedChannels(features, (plane) => !isConstant(plane), most);
  return {
    order,
    change(channel, copy) {
      const plane = floatTensor(planeOf(features, channel), sides);
      maskWith(upsample(plane, height, width, 'bilinear').data, copy);
    },
    map(scores) {
      const weights = new Float64Array(channels);
      softmax(scores).forEach((weight, i) => (weights[order[i]!] = weight));
      return weightedSum(features.data, weights);
    },
  };
}

function isConstant(plane: Float32Array): boolean {
  return plane.every((value) => value === plane[0]);
}

/** Multiplies every channel of a picture by a map [H * W] scaled to 0..1. */
function maskWith(map: Float32Array, picture: Float32Array): void {
  const cells = map.length;
  let smallest = Infinity;
  let largest = -Infinity;
  for (let p = 0; p < cells; p++) {
    const value = map[p]!;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const scale = 1 / (largest - smallest);
  for (let start = 0; start < picture.length; start += cells)
    for (let p = 0; p < cells; p++) picture[start + p]! *= (map[p]! - smallest) * scale;
}

function softmax(scores: Float64Array): Float64Array {
  const largest = scores.reduce((max, score) => Math.max(max, score), -Infinity);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

export const scoreCamDescriptor: MethodDescriptor = {
  id,
  title: 'Score-CAM',
  summary: 'Which feature maps, laid over the picture as masks, keep the score up.',
  definition:
    'relu(sum_k w_k A_k), w the softmax over k of f(x * M_k), M_k the channel A_k up-sampled and scaled to 0..1',
  scope: 'local',
  approach: 'perturbation',
  resolution: 'feature map',
  needs: ['feature layer'],
  cost: '1 per channel that is not constant (about 500 to 2,000)',
  advice:
    'Needs no gradient, so noise and saturation of gradients do not reach it. The slowest of the class activation maps; topChannels keeps the strongest alone. The softmax of logits mostly picks the few best masks, and what they hide turns 0 in network units, which can look like something to the network.',
  paper: 'Wang, Wang, Du, Yang, Zhang, Ding, Mardziel, Hu 2020, arXiv 1910.01279',
  hasTarget: true,
  options: { ...camOptions, topChannels: channelsOption, batchSize: batchSizeOption },
  run: forms.run,
  stream: forms.runStream,
};
