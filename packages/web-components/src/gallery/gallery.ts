import { XaiError, catalog, methodById } from '@pellucid/core';
import type { MethodDescriptor, Progress } from '@pellucid/core';
import type { ExplanationResult } from '../protocol.js';

/** What came of one method of a gallery: a result, or why there is none. */
export type MethodOutcome = {
  /** Id in the catalog. */
  readonly method: string;
  /** That the method itself took; without a result, until it failed. */
  readonly milliseconds: number;
} & (
  { readonly result: ExplanationResult; readonly error: null } | { readonly result: null; readonly error: XaiError }
);

/** Where a gallery stands: methods that are done, which one is computed, and where that one stands. */
export interface GalleryProgress extends Progress {
  readonly method: string;
  readonly within: Progress | null;
}

/** Methods whose results are maps of a target; what has none is shown elsewhere. */
const isShown = ({ hasTarget }: MethodDescriptor): boolean => hasTarget;

/**
 * The methods that a list names, each once, in the order of the list.
 *
 * @param text ids with commas between them
 * @throws XaiError `usage` for an id that the catalog does not have, or whose results are no maps
 */
export function parseMethods(text: string): string[] {
  const ids = text.split(',').flatMap((id) => id.trim() || []);
  if (ids.length === 0)
    throw new XaiError('usage', `methods names methods, as in 'grad-cam,saliency', but got '${text}'.`);
  for (const id of ids)
    if (!isShown(methodById(id)))
      throw new XaiError(
        'usage',
        `The method '${id}' explains no target, so a gallery has no map of it. <xai-activations> shows it.`,
      );
  return [...new Set(ids)];
}

/** Those of a network's methods that a gallery shows, in the order of the catalog. */
export function galleryOf(suited: readonly string[]): string[] {
  return catalog.filter((method) => isShown(method) && suited.includes(method.id)).map(({ id }) => id);
}

/** The methods with the quickest first, those that are alike in their given order. */
export function quickestFirst(ids: readonly string[]): string[] {
  return [...ids].sort((a, b) => slowness(methodById(a)) - slowness(methodById(b)));
}

/** One pass to a feature layer, one pass to the input, a part of the network many times, all of it many times. */
function slowness({ approach, resolution, stream }: MethodDescriptor): number {
  const perturbs = approach === 'perturbation';
  if (stream) return perturbs ? 4 : 3;
  if (perturbs) return 2;
  return resolution === 'feature map' ? 0 : 1;
}

/**
 * The error that is not of a method but of what all of them are given: every method has failed with it. That a picture
 * cannot be read is not tried more than twice.
 *
 * @param outcomes so far
 * @param total number of methods
 */
export function commonError(outcomes: readonly MethodOutcome[], total: number): XaiError | null {
  const error = outcomes[0]?.error ?? null;
  if (!error || !outcomes.every((outcome) => outcome.error?.message === error.message)) return null;
  return outcomes.length === total || (outcomes.length > 1 && error.code === 'input-invalid') ? error : null;
}

/** "Occlusion: 12 of 100 windows; 7 of 19 methods". */
export function galleryWords({ method, within, done, total, unit }: GalleryProgress): string {
  const { title } = methodById(method);
  return `${title}${within ? `: ${within.done} of ${within.total} ${within.unit}` : ''}; ${done} of ${total} ${unit}`;
}

/** Progress of the whole as parts of a whole: that of the method under way counts too. */
export function wholeProgress({ within, done, total, unit }: GalleryProgress): Progress {
  return { done: done + (within && within.total > 0 ? within.done / within.total : 0), total, unit };
}
