import type { OptionDescriptor } from '../methods/descriptor.js';
import { parseChoice, parseNumber } from './values.js';

/** How flags and attributes write the name of an option: `keepSign` is `keep-sign`. */
export function kebabCase(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether the value of an option is the name of a file of numbers. */
export function isArrayFile(value: unknown): value is string {
  return typeof value === 'string' && value.toLowerCase().endsWith('.npy');
}

/**
 * The value of a method's option (other than a switch) as people write it. The name of a file of numbers, where the
 * option takes them, stays a name.
 *
 * @param texts one, or several where the option takes a list
 * @param name what its writer calls it, for messages
 * @throws XaiError `usage` for what is no number, out of range, or not among the choices
 */
export function parseMethodOption(texts: readonly string[], name: string, descriptor: OptionDescriptor): unknown {
  const { type, choices = [], minimum, maximum, unit } = descriptor;
  const values = texts.map((text) => {
    if (type === 'layer' || (descriptor.tensor && isArrayFile(text))) return text;
    return type === 'choice'
      ? parseChoice(text, name, choices)
      : parseNumber(text, name, { integer: type === 'integer', minimum, maximum, unit });
  });
  return values.length > 1 ? values : values[0];
}
