import { resolve } from 'node:path';
import { floatTensor, isArrayFile } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import type { ChosenMethod } from '../arguments/explain-request.js';
import { readArray } from '../input/read-array.js';

/** A method with its options read, and those that came from files as they were given, for the record. */
export interface ReadyMethod extends ChosenMethod {
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * Reads the values of options that were given as the names of .npy files.
 *
 * @throws XaiError `input-invalid` for a file that is no array
 */
export async function readOptionFiles({ method, options }: ChosenMethod, cwd: string): Promise<ReadyMethod> {
  const given: Record<string, unknown> = {};
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    const parts: unknown[] = Array.isArray(value) ? value : [value];
    if (!method.options[name]?.tensor || !parts.some(isArrayFile)) continue;
    given[name] = value;
    const values = await Promise.all(parts.map((part) => (isArrayFile(part) ? readTensor(part, name, cwd) : part)));
    read[name] = values.length > 1 ? values : values[0];
  }
  return { method, options: { ...options, ...read }, given };
}

/** [1, C, H, W]; a file without the batch holds one row. */
async function readTensor(file: string, option: string, cwd: string): Promise<FloatTensor> {
  const { data, shape } = await readArray(resolve(cwd, file), file, `--${option}`);
  return floatTensor(data, shape.length === 3 ? [1, ...shape] : shape);
}
