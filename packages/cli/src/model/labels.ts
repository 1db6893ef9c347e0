import { readFile } from 'node:fs/promises';
import { XaiError, parseLabels } from '@pellucid/core';
import { fileReason } from '../file-errors.js';

/**
 * The labels in a file that the user named.
 *
 * @param name as the user wrote it
 * @throws XaiError `usage` for a file that is not there or holds no labels
 */
export async function readLabels(path: string, name: string): Promise<string[]> {
  try {
    return parseLabels(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new XaiError('usage', `--labels ${name} cannot be used: ${fileReason(cause)}`, { cause });
  }
}
