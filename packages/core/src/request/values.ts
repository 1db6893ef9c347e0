import { XaiError } from '../errors.js';
import { didYouMean } from '../suggest.js';

/** What a number has to be. */
export interface NumberRule {
  readonly integer?: boolean;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly unit?: string | undefined;
}

/**
 * A number as people write it: `16`, `-0.5`, `1e-3`.
 *
 * @param name of what it is for, as its writer knows it (`--steps`)
 * @throws XaiError `usage`, with the rule in words
 */
export function parseNumber(text: string, name: string, rule: NumberRule = {}): number {
  const parsed = text.trim() === '' ? NaN : Number(text);
  const { integer = false, minimum = -Infinity, maximum = Infinity } = rule;
  if (Number.isFinite(parsed) && parsed >= minimum && parsed <= maximum && (!integer || Number.isSafeInteger(parsed)))
    return parsed;
  throw new XaiError('usage', `${name} takes ${inWords(rule)}, but got '${text}'.`);
}

function inWords({ integer = false, minimum, maximum, unit }: NumberRule): string {
  const what = `${integer ? 'a whole number' : 'a number'}${unit ? ` of ${unit}` : ''}`;
  if (minimum !== undefined && maximum !== undefined) return `${what} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${what}, ${minimum} or more`;
  return maximum === undefined ? what : `${what}, at most ${maximum}`;
}

/** Numbers with commas or spaces between them: `0.485,0.456,0.406`. Throws as `parseNumber`. */
export function parseNumbers(text: string, name: string): number[] {
  return text
    .trim()
    .split(/[\s,]+/)
    .map((part) => parseNumber(part, name));
}

/** A number or a fraction such as `1/255`. Throws as `parseNumber`. */
export function parseFraction(text: string, name: string): number {
  const parts = text.split('/');
  if (parts.length > 2)
    throw new XaiError('usage', `${name} takes a number or a fraction such as 1/255, but got '${text}'.`);
  const [numerator = NaN, denominator = 1] = parts.map((part) => parseNumber(part, name));
  return numerator / denominator;
}

/** @throws XaiError `usage`, with the nearest right one, for a value that is not among the choices */
export function parseChoice<Choice extends string>(text: string, name: string, choices: readonly Choice[]): Choice {
  const found = choices.find((one) => one === text);
  if (found !== undefined) return found;
  throw new XaiError(
    'usage',
    `${name} is one of ${choices.join(', ')}, but got '${text}'.${didYouMean(text, choices)}`,
  );
}
