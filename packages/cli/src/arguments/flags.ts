import { XaiError, didYouMean } from '@pellucid/core';
import type { Options } from 'yargs';

/** Flags as the parser hands them over, by name without dashes: `true` for one without a value, a list for one that came twice. */
export type Given = Readonly<Record<string, FlagValue | undefined>>;

type FlagValue = string | boolean | readonly (string | boolean)[];

/** Flags that a command understands, as the parser takes them. */
export type FlagTable = Readonly<Record<string, Options>>;

/** Flags of every command; the parser itself answers them. */
const everywhere = ['help', 'version'];

/** @throws XaiError `usage` with the nearest right one for a flag that is not in the table */
export function rejectUnknownFlags(given: Given, table: FlagTable, positionals: readonly string[]): void {
  const names = [...Object.keys(table), ...everywhere];
  for (const name of Object.keys(given)) {
    if (names.includes(name) || positionals.includes(name) || name === '_' || name === '$0') continue;
    // One letter is like any other word of one letter.
    const isShort = name.length === 1;
    const written = names.map((known) => `--${known}`);
    const hint = isShort ? '' : didYouMean(`--${name}`, written);
    const command = ['xai', ...words(given, '_').slice(0, 1)].join(' ');
    throw new XaiError(
      'usage',
      `There is no option ${isShort ? '-' : '--'}${name}.${hint} \`${command} --help\` lists them.`,
    );
  }
}

/** The arguments without a flag that go by this name. */
export function words(given: Given, name: string): string[] {
  return [given[name] ?? []].flat().map(String);
}

/**
 * The text of a flag, or `undefined` where it is absent.
 *
 * @throws XaiError `usage` for a flag without its value, or one that came twice
 */
export function text(given: Given, name: string, expected = 'a value'): string | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw new XaiError('usage', `--${name} is given ${value.length} times; once is enough.`);
  if (value === '' || typeof value === 'boolean') throw new XaiError('usage', `--${name} needs ${expected}.`);
  return String(value);
}

/** The texts of a flag that may come several times, or hold several values with commas between them. */
export function list(given: Given, name: string, expected: string): string[] {
  const values = [given[name] ?? []].flat();
  if (values.some((value) => value === '' || typeof value === 'boolean')) {
    throw new XaiError('usage', `--${name} needs ${expected}.`);
  }
  return values.flatMap((value) => String(value).split(',')).map((value) => value.trim());
}

/** Whether a switch is on; `undefined` where it is absent. The last one counts. */
export function toggle(given: Given, name: string): boolean | undefined {
  const value = [given[name]].flat().at(-1);
  return value === undefined ? undefined : value === true;
}
