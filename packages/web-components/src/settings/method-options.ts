import { XaiError, catalog, isArrayFile, kebabCase, parseChoice, parseMethodOption } from '@pellucid/core';
import type { MethodDescriptor, OptionDescriptor } from '@pellucid/core';

/** Options that elements have properties for. */
const declared = ['layer'];

/** The attribute of every option that a method of the catalog has, so that later methods are there by themselves. */
export const optionAttributes: readonly string[] = [
  ...new Set(catalog.flatMap(({ options }) => Object.keys(options))),
].flatMap((option) => (declared.includes(option) ? [] : [kebabCase(option)]));

/**
 * The options of a method: those given as values, and those that attributes say. An attribute that the method does not have
 * is left alone, as it may be for another one.
 *
 * @param textOf the text of an attribute, null where it is absent
 * @throws XaiError `usage` for a value that cannot be
 */
export function readMethodOptions(
  method: MethodDescriptor,
  textOf: (attribute: string) => string | null,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const strange = Object.keys(values).find((name) => !catalog.some(({ options }) => name in options));
  if (strange !== undefined) throw new XaiError('usage', `No method has an option '${strange}'.`);
  const read = Object.entries(method.options).flatMap(([option, descriptor]) => {
    const attribute = kebabCase(option);
    const text = textOf(attribute);
    const value = values[option] ?? (text === null ? undefined : parseOption(text, attribute, descriptor));
    return value === undefined ? [] : [[option, value]];
  });
  return Object.fromEntries(read) as Record<string, unknown>;
}

function parseOption(text: string, attribute: string, descriptor: OptionDescriptor): unknown {
  if (descriptor.type === 'boolean')
    return text === '' || parseChoice(text, attribute, ['true', 'false', attribute]) !== 'false';
  const texts = descriptor.several || descriptor.pair ? text.split(/\s*,\s*/) : [text];
  const value = parseMethodOption(texts, attribute, descriptor);
  // Addresses are seen from the page; the worker is elsewhere.
  const absolute = (part: unknown): unknown => (isArrayFile(part) ? new URL(part, document.baseURI).href : part);
  return Array.isArray(value) ? value.map(absolute) : absolute(value);
}
