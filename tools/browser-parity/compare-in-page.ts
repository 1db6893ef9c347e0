/** The same quantity of the same .npy files in a page and in Node. */
import type { RuntimeInfo } from '@pellucid/core';
import type { KinkVerdict } from '@pellucid/core/testing';
import type { Page } from 'playwright-core';
import { distance } from '../parity/compare.js';
import type { PageAnswer } from './explain-in-page.js';
import { explainInPage } from './explain-in-page.js';
import type { PageEngine } from './page-engines.js';
import type { Quantity } from './quantity.js';
import { boundOf, judge } from './quantity.js';
import type { References } from './references.js';

/** One input. */
export interface Trial {
  readonly input: number;
  /** Relative L2; infinite where something else is explained, or something else computed. */
  readonly error: number;
  readonly k: number;
  readonly bound: number;
  readonly verdict: KinkVerdict;
  /** Why the error is infinite. */
  readonly reason: string;
}

export interface Row {
  readonly quantity: Quantity;
  readonly engine: PageEngine;
  readonly trials: readonly Trial[];
  /** As the last recipe says; null where none was made. */
  readonly runtime: RuntimeInfo | null;
}

/** Inputs that every quantity is tried at. Gradients are tried at more until one is right. */
const fewest = 3;

/** @param page with one element, of that engine */
export async function compareInPage(
  page: Page,
  quantity: Quantity,
  engine: PageEngine,
  references: References,
): Promise<Row> {
  const trials: Trial[] = [];
  let runtime: RuntimeInfo | null = null;
  for (let input = 0; input < references.count; input++) {
    if (input >= fewest && (quantity.kind === 'values' || trials.some(({ verdict }) => verdict === 'right'))) break;
    const answer = await explainInPage(page, {
      src: `/inputs/${references.fileOf(input)}`,
      method: quantity.method.id,
      options: references.optionsOf(quantity),
    });
    runtime = answer.runtime ?? runtime;
    trials.push(await trialOf(answer, quantity, engine, references, input));
  }
  return { quantity, engine, trials, runtime };
}

async function trialOf(
  answer: PageAnswer,
  quantity: Quantity,
  engine: PageEngine,
  references: References,
  input: number,
): Promise<Trial> {
  const { given, k } = await references.at(quantity, input);
  const elsewhere = whyElsewhere(answer.runtime, engine);
  const { error, reason } = elsewhere ? { error: Infinity, reason: elsewhere } : distance(answer.found, given);
  return {
    input,
    error,
    k,
    bound: boundOf(quantity, engine, k),
    verdict: judge(quantity, engine, error, k),
    reason,
  };
}

/** A network that left its engine agrees with Node, but says nothing of that engine. */
function whyElsewhere(runtime: RuntimeInfo | null, { engine }: PageEngine): string {
  if (runtime === null || (runtime.engine === engine && runtime.fallbacks.length === 0)) return '';
  return `computed on ${runtime.engine}: ${runtime.fallbacks.join('; ')}`;
}

/** What stands for all trials: of values the worst, of gradients the best, which at others may be beyond a kink. */
export function decisive({ quantity, trials }: Row): Trial {
  const rank = ({ verdict, error, bound }: Trial): number =>
    ['right', 'unknown', 'wrong'].indexOf(verdict) * 1e9 + Math.min(error / bound, 1e8);
  const sorted = [...trials].sort((a, b) => rank(a) - rank(b));
  return (quantity.kind === 'values' ? sorted.at(-1) : sorted[0])!;
}
