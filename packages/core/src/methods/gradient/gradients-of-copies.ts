import type { DifferentiableModel, RuleSet, Tensors } from '../../model.js';
import type { Aim } from '../../objective.js';
import { objectiveOf } from '../../objective.js';
import type { PerturbationRun } from '../../perturbation.js';
import { changedCopies } from '../../perturbation.js';
import type { Quantity, Region } from '../../target.js';
import { formatTarget } from '../../target.js';
import type { FloatTensor } from '../../tensor.js';
import { asFloat } from '../../tensor.js';
import { differentiateCopies } from '../differentiate.js';
import { feedsOf } from '../input.js';
import type { TargetOptions } from '../options.js';
import { objectiveOptions, targetList } from '../options.js';

/**
 * Bytes of input that one batch of a gradient may hold: two pictures of 224 x 224. On a processor larger batches took longer
 * for each picture (ResNet-50: 2.2 forwards in batches of 1 or 2, 2.8 of 4, 6 of 16) and 40 MB more for each.
 */
const batchBytes = 1.25 * 2 ** 20;

/** Copies per batch that suit gradients: 1 to 16. */
export function gradientBatchSize(rowLength: number): number {
  return Math.min(16, Math.max(1, Math.floor(batchBytes / (4 * rowLength))));
}

/** Targets as they come out at the unchanged input, for work on copies of it. */
export interface AimedTargets {
  /** Name of the explained input. */
  readonly name: string;
  readonly others: Tensors;
  readonly aims: readonly Aim[];
  /** What the targets were, for the record: one each. */
  readonly about: readonly { readonly target: string; readonly of: Quantity; readonly region: Region }[];
}

/** Checks the input and the targets; `aim` then costs one forward for all rows and targets. */
export function prepareTargets(
  model: DifferentiableModel,
  input: FloatTensor,
  options: TargetOptions,
): () => Promise<AimedTargets> {
  const { name, others, feeds } = feedsOf(model, input, options.feeds);
  const about = objectiveOptions(options, 'logits');
  const targets = targetList(options.target);
  const objectives = targets.map((target) => objectiveOf(model, target, about));
  return async () => {
    const fetches = [...new Set(objectives.map(({ tensor }) => tensor))];
    const values = await model.run(feeds, fetches, { signal: options.signal });
    return {
      name,
      others,
      aims: objectives.map(({ aim, tensor }) => aim(asFloat(values[tensor], tensor))),
      about: targets.map((target) => ({ target: formatTarget(target), ...about })),
    };
  };
}

/** How the gradients are taken. */
export interface GradientsRun extends Omit<PerturbationRun, 'model' | 'fetches'> {
  readonly model: DifferentiableModel;
  readonly aims: readonly Aim[];
  /** Number of the row that is copied, in the batch that the aims were made for. */
  readonly of: number;
  readonly rules: RuleSet;
}

/** Some of the copies. */
export interface GradientsBatch {
  readonly indices: readonly number[];
  /** The copies themselves, [indices.length, ...]. */
  readonly copies: FloatTensor;
  /** The gradient of each aim at them, in their shape. */
  readonly gradients: readonly FloatTensor[];
  readonly isLast: boolean;
}

/**
 * The gradients of a row's targets at changed copies of the row, batch by batch.
 *
 * @throws XaiError `aborted` between batches
 */
export async function* gradientsOfCopies(run: GradientsRun): AsyncGenerator<GradientsBatch> {
  const { model, input, aims, of, rules, signal, onProgress, unit } = run;
  for (const { indices, feeds, done, total } of changedCopies(run)) {
    const gradients: FloatTensor[] = [];
    for (const aim of aims) {
      const found = await differentiateCopies(model, feeds, aim, of, [input], { rules, signal });
      gradients.push(asFloat(found[input], input));
    }
    onProgress?.({ done, total, unit });
    yield { indices, copies: asFloat(feeds[input], input), gradients, isLast: done === total };
  }
}
