import { join } from 'node:path';
import {
  XaiError,
  describePreprocessing,
  formatNumber,
  formatScore,
  nameOfClass,
  titleOfAttribution,
  titleOfMethod,
} from '@pellucid/core';
import type { FoundPreprocessing } from '@pellucid/core';
import { unasked } from '../explain/report.js';
import type { Failure } from '../explain/failure.js';
import { messageOf } from '../explain/failure.js';
import type { Outcome } from '../explain/every-source.js';
import type { ReadModel } from '../model/open-model.js';
import type { Messages } from '../terminal/messages.js';
import { table } from '../terminal/table.js';
import type { Comparison, SeenByBoth } from './compare-source.js';
import type { ComparisonRecord } from './record.js';
import { labelsOf } from './record.js';
import { similarityLine } from './save.js';
import type { CompareWork } from './work.js';

/** Classes of each network that are shown. */
const topCount = 5;

/** What `xai compare` says to people while it works. */
export interface Reporter {
  start(): void;
  seen(seen: SeenByBoth): void;
  comparison(comparison: Comparison, record: ComparisonRecord): void;
  failure(failure: Failure): void;
  /** Says that the pictures left over are not tried. */
  giveUp(untried: number): void;
  end(outcome: Outcome): void;
}

export function createReporter(work: CompareWork, messages: Messages): Reporter {
  const { request, a, b } = work;
  const { colors, line, warn, error } = messages;
  const labels = labelsOf(work);
  const sides = [
    { mark: 'A', read: a.read, model: a.model, said: unasked(request.a.model, a.model) },
    { mark: 'B', read: b.read, model: b.model, said: unasked(request.b, b.model) },
  ];
  const sayFallbacks = (): void => {
    for (const side of sides) {
      const { name, engine, fallbacks } = side.model.runtime;
      for (const fallback of fallbacks.slice(side.said))
        warn(`${side.mark}: ${fallback}; ${name} runs on ${engine} instead.`);
      side.said = fallbacks.length;
    }
  };
  const otherPictures = a.found && picturesOfB(a.found, b.read);
  return {
    start() {
      for (const { mark, read, model } of sides) {
        const { name, version, engine } = model.runtime;
        line(`${colors.bold(mark)}        ${read.file.name}, on ${name} ${version}, ${engine}`);
      }
      if (a.found && request.a.input === undefined) {
        line(`${colors.dim('pictures')} ${describePreprocessing(a.found.preprocessing)}, for both`);
        for (const warning of a.found.warnings) warn(warning);
        if (otherPictures !== null) warn(`B says of itself: ${otherPictures}. It gets the pictures of A all the same.`);
      }
      sayFallbacks();
    },
    seen(seen) {
      line();
      line(colors.bold(seen.a.source.name));
      for (const text of outputLines(seen, labels, messages)) line(text);
    },
    comparison({ a: first, b: second, similarity }, { files }) {
      const [[target], [other]] = [first.targets, second.targets];
      line();
      const scores =
        target && other
          ? ` (${target.quantity} ${formatScore(target.score, target.quantity)} in A, ${formatScore(other.score, other.quantity)} in B)`
          : '';
      line(
        `${titleOfMethod(first.method)}${target ? ` of ${colors.bold(titleOfAttribution(first, labels))}` : ''}${scores}`,
      );
      const shapes = [first, second].map(({ values }) => `[${values.shape.slice(1).join(', ')}]`);
      line(
        `  ${similarity ? similarityLine(similarity) : `not compared: the map of A is ${shapes[0]}, that of B ${shapes[1]}`}`,
      );
      for (const { mark, attribution } of [
        { mark: 'A', attribution: first },
        { mark: 'B', attribution: second },
      ]) {
        if (attribution.layer) line(`  ${colors.dim(`layer in ${mark}`)} ${attribution.layer.name}`);
        for (const note of attribution.notes) line(`  ${colors.dim(`note on ${mark}`)} ${note}`);
      }
      const names = Object.values(files).map((file) => join(request.a.out, file));
      if (names.length > 0) line(`  ${colors.dim('files')} ${names.join(', ')}`);
    },
    failure({ name, method, error: cause }) {
      error(`${name}${method ? ` (${method})` : ''}: ${messageOf(cause)}`);
    },
    giveUp(untried) {
      error(`No method is left that works with these networks; ${untried} more pictures are not tried.`);
    },
    end({ done, failures, stopped }) {
      sayFallbacks();
      if (stopped) error(`Stopped. ${done} comparisons are finished.`);
      if (failures.length === 0 || a.sources.length === 1) return;
      const bad = new Set(failures.map(({ name }) => name));
      error(`${bad.size} of ${a.sources.length} pictures failed: ${[...bad].join(', ')}`);
    },
  };
}

/** How B wants its pictures prepared, where its files say so and it is not as A does; else null. */
function picturesOfB({ preprocessing }: FoundPreprocessing, { preprocessing: found }: ReadModel): string | null {
  if (found instanceof XaiError || Object.values(found.preprocessing.source).includes('guess')) return null;
  const description = describePreprocessing(found.preprocessing);
  return description === describePreprocessing(preprocessing) ? null : description;
}

/** The classes that either network has first, as a table, and how far their logits are apart. */
function outputLines({ a, b, outputs }: SeenByBoth, labels: readonly string[] | null, { colors }: Messages): string[] {
  const lines: string[] = [];
  if (a.top && b.top) {
    const { quantity } = a.top;
    const ofB = new Map(b.top.classes.map((found) => [found.index, found.score]));
    const shown = new Set(
      [a.top, b.top].flatMap(({ classes }) => classes.slice(0, topCount).map(({ index }) => index)),
    );
    const ofA = new Map(a.top.classes.map((found) => [found.index, found.score]));
    const cell = (value: number | undefined): string => (value === undefined ? '' : formatScore(value, quantity));
    const rows = [...shown].map((index) => [
      String(index),
      quantity === 'value' ? 'value' : nameOfClass(index, labels),
      cell(ofA.get(index)),
      cell(ofB.get(index)),
    ]);
    const columns = [
      { title: '', align: 'right' as const },
      { title: 'class' },
      { title: 'A', align: 'right' as const },
      { title: 'B', align: 'right' as const },
    ];
    lines.push(...table(columns, rows, colors.dim).map((text) => `  ${text}`));
  }
  if (outputs.sameClass === false) lines.push(`  ${colors.yellow('The two networks predict different classes.')}`);
  if (outputs.logits) {
    const { largestDifference, largestValue } = outputs.logits;
    lines.push(
      `  logits at most ${formatNumber(largestDifference)} apart; the largest of A is ${formatNumber(largestValue)}`,
    );
  }
  return lines;
}
