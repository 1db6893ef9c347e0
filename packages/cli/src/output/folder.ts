import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { XaiError } from '@pellucid/core';
import { fileReason } from '../file-errors.js';

/**
 * Runs work that writes into folders, which are made if need be; those that are still empty behind it are taken away.
 *
 * @param names as the user wrote them
 * @throws XaiError `output` for a folder that cannot be written to, before the work begins
 */
export async function withFolders<Result>(
  names: readonly string[],
  cwd: string,
  work: (paths: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folders: OutputFolder[] = [];
  try {
    for (const name of names) folders.push(await openFolder(resolve(cwd, name), name));
    return await work(folders.map(({ path }) => path));
  } finally {
    for (const folder of folders.reverse()) await folder.tidy();
  }
}

/** A folder that can be written to. */
interface OutputFolder {
  readonly path: string;
  /** Takes away again what was made and is still empty. */
  tidy(): Promise<void>;
}

/**
 * Makes the folder if need be and proves, by writing and deleting a file, that results can be put there.
 *
 * @param name as the user wrote it
 * @throws XaiError `output` if they cannot
 */
export async function openFolder(path: string, name: string): Promise<OutputFolder> {
  let first: string | undefined;
  const tidy = (): Promise<void> => (first === undefined ? Promise.resolve() : removeEmpty(path, first));
  try {
    first = await mkdir(path, { recursive: true });
    const probe = join(path, `.xai-${process.pid}.tmp`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    await tidy();
    throw new XaiError(
      'output',
      `Nothing can be written to the folder '${name}': ${fileReason(cause)}. Choose another with --out.`,
      { cause },
    );
  }
  return { path, tidy };
}

/** Removes empty folders from `path` up to `last`, both included. */
async function removeEmpty(path: string, last: string): Promise<void> {
  for (let folder = path; folder.length >= last.length; folder = dirname(folder)) {
    const files = await readdir(folder).catch(() => ['unknown']);
    if (files.length > 0) return;
    await rmdir(folder);
  }
}
