import { XaiError } from '../errors.js';
import { didYouMean } from '../suggest.js';
import type { FloatTensor } from '../tensor.js';
import { sizeOf } from '../tensor.js';
import type { OptionDescriptor } from './descriptor.js';

/**
 * Checks a method's own options against their descriptors; those left out pass.
 *
 * @throws XaiError `usage`
 */
export function checkOptions(
  descriptors: Readonly<Record<string, OptionDescriptor>>,
  options: Readonly<Record<string, unknown>>,
): void {
  for (const [name, descriptor] of Object.entries(descriptors)) {
    const value = options[name];
    const isList =
      Array.isArray(value) && (descriptor.several === true || (descriptor.pair === true && value.length === 2));
    const parts: unknown[] = isList ? value : [value];
    if (value === undefined) continue;
    for (const part of parts) if (!(descriptor.tensor && isFloatTensor(part))) check(name, part, descriptor);
  }
}

function check(name: string, value: unknown, { type, choices = [], tensor, minimum, maximum }: OptionDescriptor): void {
  const fail = (expected: string, hint = ''): never => {
    throw new XaiError('usage', `Option '${name}' should be ${expected}, but got ${shown(value)}.${hint}`);
  };
  if (type === 'choice' && !choices.includes(value as string))
    fail(`one of ${choices.join(', ')}${tensor ? ', or a tensor' : ''}`, didYouMean(String(value), choices));
  if (type === 'boolean' && typeof value !== 'boolean') fail('true or false');
  if (type === 'layer' && typeof value !== 'string') fail('the name of a layer');
  if (type === 'number' && !Number.isFinite(value)) fail('a number');
  if (type === 'integer' && !Number.isSafeInteger(value)) fail('a whole number');
  if (minimum !== undefined && (value as number) < minimum) fail(`${minimum} or more`);
  if (maximum !== undefined && (value as number) > maximum) fail(`${maximum} or less`);
}

function isFloatTensor(value: unknown): boolean {
  const { data, shape } = Object(value) as Partial<FloatTensor>;
  return data instanceof Float32Array && Array.isArray(shape) && sizeOf(shape) === data.length;
}

function shown(value: unknown): string {
  return typeof value === 'string' || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
