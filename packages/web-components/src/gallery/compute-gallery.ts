import { XaiError, throwIfAborted } from '@pellucid/core';
import type { DrawableMap, Progress } from '@pellucid/core';
import type { Client } from '../client/client.js';
import type { ExplainJob } from '../protocol.js';
import { asXaiError } from '../transfer-errors.js';
import { commonError, quickestFirst } from './gallery.js';
import type { GalleryProgress, MethodOutcome } from './gallery.js';

export interface GalleryWork {
  readonly client: Pick<Client, 'explain'>;
  readonly signal: AbortSignal;
  /** In the order of the outcomes. */
  readonly methods: readonly string[];
  /** What is there already, by method; takes what comes. */
  readonly outcomes: Map<string, MethodOutcome>;
  job(method: string): Promise<ExplainJob>;
  onProgress(progress: GalleryProgress): void;
  onPartial(method: string, partial: DrawableMap): void;
  onOutcome(outcome: MethodOutcome): void;
}

/**
 * Computes the methods that are not there yet, one after another, the quickest first. A method that fails has its error as
 * its outcome.
 *
 * @throws XaiError `aborted`, or what is wrong with all methods alike
 */
export async function computeGallery(work: GalleryWork): Promise<readonly MethodOutcome[]> {
  const { methods, outcomes, signal } = work;
  const done = (): MethodOutcome[] => methods.flatMap((method) => outcomes.get(method) ?? []);
  for (const method of quickestFirst(methods.filter((each) => !outcomes.has(each)))) {
    const onProgress = (within: Progress | null): void => {
      if (signal.aborted) return;
      work.onProgress({ done: done().length, total: methods.length, unit: 'methods', method, within });
    };
    onProgress(null);
    const outcome = await computeOne(work, method, onProgress);
    outcomes.set(method, outcome);
    const error = commonError(done(), methods.length);
    if (error) {
      outcomes.clear();
      throw error;
    }
    work.onOutcome(outcome);
  }
  return done();
}

async function computeOne(
  { client, signal, job, onPartial }: GalleryWork,
  method: string,
  onProgress: (progress: Progress) => void,
): Promise<MethodOutcome> {
  const started = performance.now();
  try {
    const result = await client.explain(await job(method), {
      signal,
      onProgress,
      onPartial: (partial) => {
        if (!signal.aborted) onPartial(method, partial);
      },
    });
    // One that was done when it was cancelled belongs to settings that are gone.
    throwIfAborted(signal);
    return { method, milliseconds: result.recipe.timings['explain']!, result, error: null };
  } catch (cause) {
    const error = signal.aborted ? new XaiError('aborted', 'It was cancelled.') : asXaiError(cause);
    if (error.code === 'aborted') throw error;
    return { method, milliseconds: performance.now() - started, result: null, error };
  }
}
