import { XaiError } from '@pellucid/core';

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
 * @throws XaiError `usage`, with the rule in words
 */
export function number(value: string, flag: string, rule: NumberRule = {}): number {
  const parsed = value.trim() === '' ? NaN : Number(value);
  const { integer = false, minimum = -Infinity, maximum = Infinity } = rule;
  if (Number.isFinite(parsed) && parsed >= minimum && parsed <= maximum && (!integer || Number.isSafeInteger(parsed)))
    return parsed;
  throw new XaiError('usage', `--${flag} takes ${inWords(rule)}, but got '${value}'.`);
}

function inWords({ integer = false, minimum, maximum, unit }: NumberRule): string {
  const what = `${integer ? 'a whole number' : 'a number'}${unit ? ` of ${unit}` : ''}`;
  if (minimum !== undefined && maximum !== undefined) return `${what} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${what}, ${minimum} or more`;
  return maximum === undefined ? what : `${what}, at most ${maximum}`;
}

/** Numbers with commas or spaces between them: `0.485,0.456,0.406`. */
export function numbers(value: string, flag: string): number[] {
  return value
    .trim()
    .split(/[\s,]+/)
    .map((part) => number(part, flag));
}

/** A number or a fraction such as `1/255`. */
export function fraction(value: string, flag: string): number {
  const parts = value.split('/');
  if (parts.length > 2)
    throw new XaiError('usage', `--${flag} takes a number or a fraction such as 1/255, but got '${value}'.`);
  const [numerator = NaN, denominator = 1] = parts.map((part) => number(part, flag));
  return numerator / denominator;
}
