import { resolve } from 'node:path';
import { readOptionArrays } from '@pellucid/core';
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
  const read = await readOptionArrays(method, options, (file, option) =>
    readArray(resolve(cwd, file), file, `--${option}`),
  );
  return { method, ...read };
}
