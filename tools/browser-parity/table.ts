/** The recorded tables. */
import { table } from '../docs/markdown.js';
import type { Row, Trial } from './compare-in-page.js';
import { decisive } from './compare-in-page.js';
import type { PageEngine } from './page-engines.js';
import { nameOf } from './page-engines.js';

const words = { right: 'same', unknown: 'no evidence', wrong: '**differs**' } as const;

/** One row for each engine: how large the errors are, and what is beyond its bound. */
export function summaryTable(rows: readonly Row[]): string {
  const lines = enginesOf(rows).map((engine) => {
    const own = ofEngine(rows, engine);
    const decided = (kind: string): Trial[] => own.filter(({ quantity }) => quantity.kind === kind).map(decisive);
    const trials = own.map(decisive);
    const share = (verdict: Trial['verdict']): string =>
      String(trials.filter((each) => each.verdict === verdict).length);
    return [
      nameOf(engine),
      ...['values', 'gradient'].map((kind) => largest(decided(kind))),
      share('right'),
      share('unknown'),
      share('wrong'),
    ];
  });
  return table(lines, [
    'backend and engine',
    'largest error of values',
    'of gradients',
    words.right,
    words.unknown,
    'differs',
  ]);
}

/** Every quantity on every engine. */
export function fullTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { engine, quantity, trials } = row;
    const { error, k, bound, verdict } = decisive(row);
    const right = trials.filter((trial) => trial.verdict === 'right').length;
    return [
      quantity.name,
      engine.backend,
      engine.engine,
      number(error),
      number(k),
      number(bound),
      `${right} of ${trials.length}`,
      words[verdict],
    ];
  });
  return table(lines, ['method', 'backend', 'engine', 'error', 'k', 'bound', 'inputs', 'verdict']);
}

/** What the table does not tell: each input at which something is beyond its bound, or no evidence. */
export function remarks(rows: readonly Row[]): string[] {
  return rows.flatMap(({ engine, quantity, trials }) => {
    const beyond = trials.filter(({ verdict }) => verdict !== 'right');
    return beyond.map(
      ({ input, error, k, bound, reason, verdict }) =>
        `${quantity.name}, ${nameOf(engine)}, input ${input + 1}: ${reason || `${number(error)} (bound ${number(bound)}, k ${number(k)}${verdict === 'unknown' ? ', which is no evidence' : ''})`}`,
    );
  });
}

/** Whether nothing is beyond its bound. */
export function isSame(rows: readonly Row[]): boolean {
  return rows.every((row) => decisive(row).verdict !== 'wrong');
}

/** In the order of the rows, each once. */
export function enginesOf(rows: readonly Row[]): PageEngine[] {
  return [...new Set(rows.map(({ engine }) => engine))];
}

function ofEngine(rows: readonly Row[], engine: PageEngine): Row[] {
  return rows.filter((row) => row.engine === engine);
}

function largest(trials: readonly Trial[]): string {
  return number(Math.max(...trials.map(({ error }) => error)));
}

export function number(value: number): string {
  return value === 0 ? '0' : Number.isFinite(value) ? value.toExponential(1) : 'infinite';
}
