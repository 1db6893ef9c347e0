import type { CanDifferentiate, CanRun, Tensors } from '../../model.js';
import type { AbortSignalLike } from '../../errors.js';
import type { Aim, Objective } from '../../objective.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat } from '../../tensor.js';
import { differentiate } from '../differentiate.js';

/** A feature layer's activation, and the gradient of an objective behind it. */
export interface FeatureGradient {
  readonly activation: FloatTensor;
  readonly gradient: FloatTensor;
  readonly aim: Aim;
}

/** What is known of the batch from a call before, by tensor: activations of feature layers, values of objectives. */
export interface Seen {
  readonly activations?: Map<string, FloatTensor>;
  readonly known?: Map<string, FloatTensor>;
}

/**
 * Cuts a network at its feature layers: one forward gives the activation of each, and all that follows (the forward of an
 * objective whose cotangent depends on values, further objectives) is fed with it and runs the head only.
 *
 * @returns a function of an objective, the feature layer, and the tensor at which the gradient is taken (the feature layer)
 */
export function featureGradients(
  model: CanRun & CanDifferentiate,
  feeds: Tensors,
  size: number,
  signal: AbortSignalLike | undefined,
  { activations = new Map(), known = new Map() }: Seen = {},
): (objective: Objective, feature: string, at?: string) => Promise<FeatureGradient> {
  return async (objective, feature, at = feature) => {
    if (!activations.has(feature) && objective.blind(size) === null) {
      const forward = await model.run(feeds, [feature, objective.tensor], { signal });
      activations.set(feature, asFloat(forward[feature], feature));
      known.set(objective.tensor, asFloat(forward[objective.tensor], objective.tensor));
    }
    const cut = activations.get(feature);
    // The input stays fed, for paths that lead around the feature layer.
    const batch = { feeds: cut ? { ...feeds, [feature]: cut } : feeds, size, known };
    const { gradients, values, aim } = await differentiate(model, batch, objective, [at], {
      fetches: [feature],
      signal,
    });
    const activation = asFloat(values[feature], feature);
    activations.set(feature, activation);
    return { activation, gradient: asFloat(gradients[at], at), aim };
  };
}
