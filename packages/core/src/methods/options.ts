import type { Attribution } from '../attribution.js';
import { XaiError } from '../errors.js';
import type { AbortSignalLike } from '../errors.js';
import type { Tensors } from '../model.js';
import type { ObjectiveOptions } from '../objective.js';
import type { Progress } from '../progress.js';
import type { Quantity, Region, Target } from '../target.js';

/** One target, or several that share the work. */
export type Targets = Target | readonly Target[];

/** Options of every method with a target. */
export interface TargetOptions<T extends Targets = Targets> {
  /** Default: the predicted class of each row. */
  readonly target?: T;
  /** Default: logits for gradient and CAM methods, probabilities for perturbation methods. */
  readonly of?: Quantity;
  /** For spatial outputs. Default `predicted`. */
  readonly region?: Region;
  /** The network's other inputs, by name: [N, ...], or [1, ...] for all rows. */
  readonly feeds?: Tensors | undefined;
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

/** One attribution for one target, a list for a list. */
export type Explained<T extends Targets> = T extends readonly Target[] ? Attribution[] : Attribution;

/**
 * The targets asked for, as a list.
 *
 * @throws XaiError `usage` for an empty list
 */
export function targetList(target: Targets | undefined): readonly Target[] {
  if (target === undefined) return [{ top: 1 }];
  const list = Array.isArray(target) ? (target as readonly Target[]) : [target as Target];
  if (list.length === 0)
    throw new XaiError(
      'usage',
      'The list of targets is empty. Name at least one, or leave it out for the predicted class.',
    );
  return list;
}

const quantities: readonly string[] = ['logits', 'probabilities'] satisfies Quantity[];

/**
 * What is explained of the targets: as asked for, or the method's own default.
 *
 * @throws XaiError `usage` for anything but logits and probabilities
 */
export function objectiveOptions(options: TargetOptions, quantity: Quantity): ObjectiveOptions {
  const { of = quantity, region = 'predicted' } = options;
  if (!quantities.includes(of)) throw new XaiError('usage', `Expected ${quantities.join(' or ')}, but got '${of}'.`);
  return { of, region };
}
