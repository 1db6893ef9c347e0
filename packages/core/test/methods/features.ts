import type { DifferentiableModel } from '../../src/model.js';
import type { ObjectiveOptions } from '../../src/objective.js';
import { objectiveOf } from '../../src/objective.js';
import type { Target } from '../../src/target.js';
import { asFloat } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';

/** One row's feature map or gradient, [C][h * w]. */
export type Channels = readonly (readonly number[])[];

/** A and G of one row at a layer [C, h, w], each from a call of its own that runs the whole network. */
export async function featuresOf(
  model: DifferentiableModel,
  row: FloatTensor,
  target: Target,
  layer: string,
  about: ObjectiveOptions = { of: 'logits', region: 'predicted' },
): Promise<{ A: Channels; G: Channels }> {
  const objective = objectiveOf(model, target, about);
  const values = await model.run({ input: row }, [objective.tensor, layer]);
  const { cotangent } = objective.aim(asFloat(values[objective.tensor], objective.tensor));
  const { gradients } = await model.vjp({ input: row }, { [objective.tensor]: cotangent }, [layer]);
  return { A: channelsOf(asFloat(values[layer], layer)), G: channelsOf(asFloat(gradients[layer], layer)) };
}

export function channelsOf({ data, shape }: FloatTensor): Channels {
  const [, channels, height, width] = shape as [number, number, number, number];
  const cells = height * width;
  return Array.from({ length: channels }, (_, k) => [...data.slice(k * cells, (k + 1) * cells)]);
}

/** Relative L2 distance of what was found from what was expected; the expected must not be all zeros. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const differences = Array.from(expected, (value, i) => found[i]! - value);
  return Math.hypot(...differences) / Math.hypot(...Array.from(expected));
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
