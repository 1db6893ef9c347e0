import { floatTensor, floatsOf, isArrayFile, readNpy } from '@pellucid/core';
import type { FloatTensor, MethodDescriptor } from '@pellucid/core';
import { downloadThere } from './download.js';

type Options = Readonly<Record<string, unknown>>;

/**
 * The options of a method with the arrays read that they name by address (`baseline="mean.npy"`), and, for the record, those
 * as they were given.
 *
 * @throws XaiError `input-invalid` for what is no array, or is not there
 */
export async function readOptionArrays(
  method: MethodDescriptor,
  options: Options,
  signal: AbortSignal,
): Promise<{ readonly options: Options; readonly given: Options }> {
  const given: Record<string, unknown> = {};
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    const parts: unknown[] = Array.isArray(value) ? value : [value];
    if (!method.options[name]?.tensor || !parts.some(isArrayFile)) continue;
    given[name] = value;
    const values = await Promise.all(parts.map((part) => (isArrayFile(part) ? readTensor(part, signal) : part)));
    read[name] = values.length > 1 ? values : values[0];
  }
  return { options: { ...options, ...read }, given };
}

/** [1, C, H, W]; an array without the batch holds one row. */
async function readTensor(url: string, signal: AbortSignal): Promise<FloatTensor> {
  const array = readNpy(await downloadThere(url, 'input-invalid', signal));
  return floatTensor(floatsOf(array), array.shape.length === 3 ? [1, ...array.shape] : array.shape);
}
