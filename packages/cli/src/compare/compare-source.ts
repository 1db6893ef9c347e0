import type { Attribution, Progress, ResolvedTarget, Similarity, Target, Tensors, TopClasses } from '@pellucid/core';
import { pixelRange, similarityOf, topClasses } from '@pellucid/core';
import type { Seen } from '../explain/explain-source.js';
import { see } from '../explain/explain-source.js';
import type { ReadyMethod } from '../explain/option-files.js';
import { regionFor } from '../explain/region.js';
import { feedsFor } from '../input/read-feeds.js';
import type { OutputComparison } from './outputs.js';
import { compareOutputs, logitsOf } from './outputs.js';
import type { CompareWork } from './work.js';

/** A picture in the networks' units, and what both say of it. */
export interface SeenByBoth {
  readonly a: Seen;
  readonly b: { readonly feeds: Tensors; readonly top: TopClasses | null };
  readonly outputs: OutputComparison;
}

/** One method with one target on both networks. */
export interface Comparison {
  readonly a: Attribution;
  readonly b: Attribution;
  /** Null for maps of different shapes. */
  readonly similarity: Similarity | null;
  readonly seen: SeenByBoth;
  /** Of the target among several; null where there is but one. */
  readonly slug: string | null;
  /** Milliseconds. */
  readonly explaining: readonly [a: number, b: number];
}

export async function seeWithBoth(at: number, { a, b }: CompareWork, signal: AbortSignal): Promise<SeenByBoth> {
  const seen = await see(at, a, signal);
  const { tensor } = seen.input;
  const feeds = feedsFor(a.feeds, b.model.inputs, at, a.sources.length);
  const feedsOfA = { ...seen.feeds, [a.read.input!]: tensor };
  const feedsOfB = { ...feeds, [b.read.input!]: tensor };
  // All classes, as those that one network has first may be far down in the other.
  const labels = a.read.labels ?? b.read.labels;
  const top = [
    await topClasses(a.model, feedsOfA, labels, Infinity, signal),
    await topClasses(b.model, feedsOfB, labels, Infinity, signal),
  ] as const;
  const logits = [await logitsOf(a.model, feedsOfA, signal), await logitsOf(b.model, feedsOfB, signal)] as const;
  return { a: { ...seen, top: top[0] }, b: { feeds, top: top[1] }, outputs: compareOutputs(logits, top) };
}

/** Explains a prepared source on both networks with one method: one comparison per target. A's class is B's target. */
export async function compareWith(
  method: ReadyMethod,
  seen: SeenByBoth,
  { a, b }: CompareWork,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Comparison[]> {
  const { request, found, targets, region } = a;
  const run = async (
    { method: { run: explain }, options }: ReadyMethod,
    side: Pick<CompareWork['b'], 'model' | 'positions'>,
    feeds: Tensors,
    target: readonly Target[],
    part: number,
  ): Promise<{ attributions: Attribution[]; time: number }> => {
    const started = performance.now();
    const attributions = await explain(side.model, seen.a.input.tensor, {
      ...options,
      target,
      ...(request.of && { of: request.of }),
      ...(side.positions && {
        region: regionFor(region, seen.a.input, found?.preprocessing ?? null, side.positions),
      }),
      ...(found && { pixelRange: pixelRange(found.preprocessing) }),
      feeds,
      signal,
      onProgress: ({ done, total, unit }) => onProgress({ done: done + part * total, total: 2 * total, unit }),
    });
    return { attributions, time: (performance.now() - started) / attributions.length };
  };
  const asked = targets.map(({ target }) => target);
  const first = await run(method, a, seen.a.feeds, asked, 0);
  const resolved = first.attributions.map(({ targets: [target] }, i) => resolvedTarget(target, asked[i]!));
  const methodOfB = b.methods.find((one) => one.method.id === method.method.id)!;
  const second = await run(methodOfB, b, seen.b.feeds, method.method.hasTarget ? resolved : asked, 1);
  return first.attributions.map((attribution, i) => {
    const other = second.attributions[i]!;
    return {
      a: attribution,
      b: other,
      similarity: sameShape(attribution, other) ? similarityOf(attribution.values, other.values) : null,
      seen,
      slug: method.method.hasTarget && targets.length > 1 ? targets[i]!.slug : null,
      explaining: [first.time, second.time],
    };
  });
}

/** A class that A chose, by its number. */
function resolvedTarget(resolved: ResolvedTarget | undefined, asked: Target): Target {
  return resolved?.index === null || resolved === undefined ? asked : { class: resolved.index };
}

function sameShape(a: Attribution, b: Attribution): boolean {
  return a.values.shape.join() === b.values.shape.join();
}
