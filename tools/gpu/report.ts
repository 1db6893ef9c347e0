import type { EngineParity } from '../parity/campaign.js';
import { isSame, parityTable, reasons } from '../parity/table.js';
import type { SuiteResult } from './check.js';

/** An engine that was looked for. */
export interface Checked {
  readonly engine: string;
  /** Why it does not compute here; null where it does. */
  readonly absent: string | null;
  readonly suites: readonly SuiteResult[];
  /** By pair of networks. */
  readonly parity: readonly { readonly pair: string; readonly result: EngineParity }[];
}

/** Nothing that was found is wrong. */
export function isFine({ suites, parity }: Checked): boolean {
  return suites.every(({ failures }) => failures.length === 0) && parity.every(({ result }) => isSame(result));
}

/** In words: what was looked for, what was found, and what came of it. */
export function report(checked: readonly Checked[]): string {
  const parts = checked.map(({ engine, absent, suites, parity }) => {
    if (absent !== null) return `${engine}: not found (${absent}).`;
    const lines = suites.map(({ format, cases, failures }) =>
      [`Conformance, ${format}: ${cases - failures.length} of ${cases} cases passed.`, ...failures].join('\n  '),
    );
    const tables = parity.map(({ pair, result }) =>
      [`${pair}:`, parityTable([result]), ...reasons([result])].join('\n'),
    );
    return [`${engine}: found.`, ...lines, ...tables].join('\n\n');
  });
  const found = checked.filter(({ absent }) => absent === null);
  const failed = found.filter((each) => !isFine(each)).map(({ engine }) => engine);
  const end =
    found.length === 0
      ? 'Nothing was checked.'
      : failed.length === 0
        ? `All is right on ${found.map(({ engine }) => engine).join(', ')}.`
        : `Not all is right on ${failed.join(', ')}.`;
  return [...parts, end].join('\n\n');
}
