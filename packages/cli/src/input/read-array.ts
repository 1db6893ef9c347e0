import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { XaiError, arrayInput, floatsOf, readNpy, rows, toPicture } from '@pellucid/core';
import type { NpyArray, PreprocessingPieces, TensorSpec } from '@pellucid/core';
import { fileReason } from '../file-errors.js';
import type { PreparedInput } from './prepared.js';

/** An array that was given as the network's input. */
export interface InputArray {
  readonly sha256: string;
  /** As it is in the file, in float32. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * @param name as the user wrote it, after the flag
 * @throws XaiError `input-invalid` for what is not a .npy file of numbers
 */
export async function readArray(path: string, name: string, flag = '--input'): Promise<InputArray> {
  const { array, sha256 } = await readArrayFile(path, `${flag} ${name}`);
  return { sha256, data: floatsOf(array), shape: array.shape };
}

/**
 * @param flag that named the file, for messages
 * @throws XaiError `input-invalid` for what is not a .npy file of numbers
 */
export async function readArrayFile(path: string, flag: string): Promise<{ array: NpyArray; sha256: string }> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new XaiError('input-invalid', `${flag} cannot be read: ${fileReason(cause)}.`, { cause });
  });
  return { array: readNpy(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * The rows of an array as inputs of the network. One without a batch axis is one row.
 *
 * @param preprocessing to show them as pictures; null where the network takes none
 * @throws XaiError `input-invalid` for an array of another rank
 */
export function rowsOfArray(
  array: InputArray,
  name: string,
  network: TensorSpec,
  preprocessing: PreprocessingPieces | null,
): PreparedInput[] {
  const tensor = arrayInput(array, network);
  return Array.from({ length: tensor.shape[0]! }, (_, row) => {
    const one = rows(tensor, row, row + 1);
    return {
      tensor: one,
      seen: preprocessing && toPicture(one, preprocessing),
      view: null,
      record: { file: name, sha256: array.sha256, width: null, height: null },
    };
  });
}
