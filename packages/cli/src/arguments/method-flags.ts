import { XaiError, catalog, kebabCase, parseMethodOption } from '@pellucid/core';
import type { MethodDescriptor, OptionDescriptor } from '@pellucid/core';
import type { FlagTable, Given } from './flags.js';
import { list, text, toggle } from './flags.js';

/** The options of all methods, by name; where several have one, as the first describes it. */
const allOptions = new Map<string, OptionDescriptor>();
for (const { options } of catalog) {
  for (const [option, descriptor] of Object.entries(options))
    if (!allOptions.has(option)) allOptions.set(option, descriptor);
}

/** One flag for every option that a method of the catalog has. */
export const methodFlags: FlagTable = Object.fromEntries(
  [...allOptions].map(([option, descriptor]) => [
    kebabCase(option),
    {
      ...(descriptor.type === 'boolean' && { type: 'boolean' as const }),
      group: 'Options of methods (xai methods ID explains them):',
      describe: `${describeOption(descriptor)} [${methodsWith(option).join(', ')}]`,
    },
  ]),
);

/** An option's document line with its unit, choices and default. */
export function describeOption({ doc, choices, tensor, several, default: otherwise, unit }: OptionDescriptor): string {
  const number = several && choices ? 'One or several' : 'One';
  const values = choices ? ` ${number} of ${choices.join(', ')}${tensor ? ', or a .npy file' : ''}.` : '';
  const measured = unit && typeof otherwise === 'number' ? ` ${unit}` : '';
  return `${doc}${values} Default: ${typeof otherwise === 'boolean' ? (otherwise ? 'on' : 'off') : String(otherwise)}${measured}.`;
}

function methodsWith(option: string): string[] {
  return catalog.filter(({ options }) => option in options).map(({ id }) => id);
}

/** A seed may be given to every method; those that draw nothing have no use for it. */
const always = ['seed'];

/** @throws XaiError `usage`, naming the methods that have it, for an option that none of the chosen methods has */
export function rejectForeignOptions(given: Given, methods: readonly MethodDescriptor[]): void {
  for (const option of allOptions.keys()) {
    const flag = kebabCase(option);
    if (given[flag] === undefined || always.includes(flag) || methods.some(({ options }) => option in options))
      continue;
    const chosen = methods.map(({ id }) => id).join(', ');
    throw new XaiError(
      'usage',
      `--${flag} is not an option of ${chosen}; these methods have it: ${methodsWith(option).join(', ')}.`,
    );
  }
}

/** @throws XaiError `usage` for a value of the wrong type, out of range, or not among the choices */
export function readMethodOptions(given: Given, method: MethodDescriptor): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [option, descriptor] of Object.entries(method.options)) {
    const value = readOption(given, kebabCase(option), descriptor);
    if (value !== undefined) options[option] = value;
  }
  return options;
}

function readOption(given: Given, flag: string, descriptor: OptionDescriptor): unknown {
  if (descriptor.type === 'boolean') return toggle(given, flag);
  const value = descriptor.several ? undefined : text(given, flag);
  const texts = descriptor.several ? list(given, flag, 'a value') : value === undefined ? [] : [value];
  return parseMethodOption(texts, `--${flag}`, descriptor);
}
