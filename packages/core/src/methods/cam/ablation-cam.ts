import type { Attribution } from '../../attribution.js';
import type { RunnableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { checkOptions } from '../check-options.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method, MethodStream } from '../method.js';
import { streaming } from '../method.js';
import type { Targets } from '../options.js';
import { channelNotes, channelsOption, rankedChannels } from './channels.js';
import { camOptions, weightedSum } from './class-activation-map.js';
import type { PerturbedCam, PerturbedCamOptions, Trials } from './perturbed-cam.js';
import { batchSizeOption, perturbedMaps } from './perturbed-cam.js';

const id = 'ablation-cam';

export interface AblationCamOptions<T extends Targets = Targets> extends PerturbedCamOptions<T> {
  /** How many channels are tried, those with the largest sum of squares. Default: all that are not zero everywhere. */
  readonly topChannels?: number;
}

const forms = streaming(explain);

/**
 * relu(sum_k w_k A_k), with w_k = (y - y_k) / y the share of the score that is lost when channel k is set to zero. A score of
 * exactly 0 has no shares: all weights are 0 then. Only the network behind the feature layer is run for each channel.
 *
 * Source: Desai and Ramaswamy 2020, "Ablation-CAM", WACV, equations 4 and 5.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, H, W], or [N, h, w] with `upsampling: 'none'`; not negative unless `keepSign`, but for the
 *   rim that bicubic up-sampling leaves beside peaks
 * @throws XaiError `model-unsupported` (no feature map), `usage` or `input-invalid`
 */
export const ablationCam: Method<RunnableModel, AblationCamOptions> = forms.method;

/** The same, as ever better maps: after every batch, from the channels tried so far. The last is the result. */
export const ablationCamStream: MethodStream<RunnableModel, AblationCamOptions> = forms.stream;

async function* explain(
  model: RunnableModel,
  input: FloatTensor,
  options: AblationCamOptions,
  partial: boolean,
): AsyncGenerator<Attribution[]> {
  checkOptions(ablationCamDescriptor.options, { ...options });
  const cam: PerturbedCam = {
    id,
    changes: 'features',
    unit: 'channels',
    trials: (features) => trialsOf(features, options.topChannels),
    complete: (attribution, about) => {
      const channels = Math.min(options.topChannels ?? Infinity, about.channels);
      return {
        ...attribution,
        options: { ...attribution.options, topChannels: channels, batchSize: about.batchSize },
        notes: [...channelNotes(about.channels, channels), ...scoreNotes(attribution)],
      };
    },
  };
  yield* perturbedMaps(cam, model, input, options, partial);
}

function trialsOf(features: FloatTensor, most: number | undefined): Trials {
  const [, channels = 0, height = 0, width = 0] = features.shape;
  const cells = height * width;
  // A channel that is zero everywhere has nothing to lose. The first copy stays unchanged: y in the rounding of the y_k.
  const unchanged = channels;
  const order = [unchanged, ...rankedChannels(features, (plane) => plane.some((value) => value !== 0), most)];
  return {
    order,
    change(channel, copy) {
      copy.fill(0, channel * cells, (channel + 1) * cells);
    },
    map(scores) {
      const y = scores[0]!;
      const weights = new Float64Array(channels);
      for (let i = 1; i < scores.length; i++) weights[order[i]!] = y === 0 ? 0 : (y - scores[i]!) / y;
      return weightedSum(features.data, weights);
    },
  };
}

function scoreNotes({ targets }: Attribution): string[] {
  return [
    targets.some(({ score }) => score === 0)
      ? ['A score of 0 has no shares that could be lost: its map is empty.']
      : [],
    targets.some(({ score }) => score < 0)
      ? ['The score is negative, and divided by: the map shows what makes it smaller.']
      : [],
  ].flat();
}

export const ablationCamDescriptor: MethodDescriptor = {
  id,
  title: 'Ablation-CAM',
  summary: 'Which feature maps the score would fall without.',
  definition: 'relu(sum_k w_k A_k), w_k = (y - y_k) / y, y = f(x), and y_k the score with A_k set to zero',
  scope: 'local',
  approach: 'perturbation',
  resolution: 'feature map',
  needs: ['feature layer'],
  cost: '0.1 per channel that is not zero',
  advice:
    'Needs no gradient, and its weights are real changes of the score, where grad-cam has the slope alone. Close to grad-cam where the network behind the feature layer is nearly linear. Evidence that several channels carry counts for none of them.',
  paper: 'Desai, Ramaswamy 2020, WACV, doi 10.1109/WACV45572.2020.9093360',
  hasTarget: true,
  options: { ...camOptions, topChannels: channelsOption, batchSize: batchSizeOption },
  run: forms.run,
  stream: forms.runStream,
};
