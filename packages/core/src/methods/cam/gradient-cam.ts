import type { DifferentiableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import type { MethodDescriptor, MethodWords } from '../descriptor.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import type { CamOptions, MapOfRow } from './class-activation-map.js';
import { camOptions, classActivationMaps, weightedSum } from './class-activation-map.js';

/** A class activation map as a function. */
export type GradientCam = Method<DifferentiableModel, CamOptions>;

/** A class activation map made of A and G, from its words and its mathematics: its function and its entry in the catalog. */
export function gradientCam(
  words: MethodWords,
  mapOfRow: MapOfRow,
): { explain: GradientCam; descriptor: MethodDescriptor & { options: typeof camOptions } } {
  const run = (
    model: DifferentiableModel,
    input: FloatTensor,
    options: CamOptions,
  ): ReturnType<MethodDescriptor['run']> => classActivationMaps(words.id, mapOfRow, model, input, options);
  return {
    explain: asMethod(run),
    descriptor: {
      ...words,
      scope: 'local',
      approach: 'gradient',
      resolution: 'feature map',
      needs: ['gradient', 'feature layer'],
      cost: '1.3',
      hasTarget: true,
      options: camOptions,
      run,
    },
  };
}

/**
 * A map whose channels are each weighed by a number of their own.
 *
 * @param weightOf the weight of the channel whose values lie from `start` to `end` (exclusive) in A and G
 */
export function weighing(
  weightOf: (activation: Float32Array, gradient: Float32Array, start: number, end: number) => number,
): MapOfRow {
  return (activation, gradient, channels) => {
    const cells = activation.length / channels;
    const weights = new Float64Array(channels);
    for (let channel = 0, start = 0; channel < channels; channel++, start += cells)
      weights[channel] = weightOf(activation, gradient, start, start + cells);
    return weightedSum(activation, weights);
  };
}
