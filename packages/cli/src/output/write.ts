import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { XaiError } from '@pellucid/core';
import { fileReason } from '../file-errors.js';

let count = 0;

/**
 * Writes files such that each is there whole or not at all: all are written under other names first and renamed when
 * the last is done.
 *
 * @param files content by path
 * @throws XaiError `output`
 */
export async function writeFiles(files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const waiting = new Map<string, string>();
  try {
    for (const [path, content] of files) {
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${count++}.tmp`);
      waiting.set(temporary, path);
      await writeFile(temporary, content);
    }
    for (const [temporary, path] of waiting) {
      await rename(temporary, path);
      waiting.delete(temporary);
    }
  } catch (cause) {
    await Promise.all([...waiting.keys()].map((temporary) => rm(temporary, { force: true })));
    throw new XaiError('output', `The results cannot be written: ${fileReason(cause)}.`, { cause });
  }
}
