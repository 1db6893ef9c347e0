import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { XaiError, didYouMean } from '@pellucid/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import { fileReason, isMissing } from '../file-errors.js';

const pictures = /\.(avif|gif|jpe?g|png|tiff?|webp|svg)$/i;

/** A picture to explain, or why there is none. */
export type ExpandedInput =
  { readonly name: string; readonly path: string } | { readonly name: string; readonly error: XaiError };

/**
 * The pictures that arguments stand for, in order, each file once: files, folders (the pictures directly in them) and
 * globs. What stands for none is reported in its place.
 */
export async function expandInputs(images: readonly string[], cwd: string): Promise<ExpandedInput[]> {
  const found = new Map<string, ExpandedInput>();
  for (const image of images) {
    for (const input of await expand(image, cwd)) {
      const key = 'path' in input ? input.path : `missing ${input.name}`;
      if (!found.has(key)) found.set(key, input);
    }
  }
  return [...found.values()];
}

async function expand(image: string, cwd: string): Promise<ExpandedInput[]> {
  const path = resolve(cwd, image);
  try {
    const info = await stat(path);
    return info.isDirectory() ? await folderOf(path, image) : [{ name: image, path }];
  } catch (cause) {
    if (!isMissing(cause))
      return [{ name: image, error: new XaiError('input-invalid', `It cannot be read: ${fileReason(cause)}.`) }];
  }
  if (!isDynamicPattern(image)) return [{ name: image, error: await noSuchFile(path) }];
  const files = await glob([image], { cwd, onlyFiles: true });
  if (files.length === 0)
    return [{ name: image, error: new XaiError('input-invalid', 'No file matches this pattern.') }];
  return files.toSorted().map((name) => ({ name, path: resolve(cwd, name) }));
}

async function folderOf(path: string, name: string): Promise<ExpandedInput[]> {
  const files = (await readdir(path)).filter((file) => pictures.test(file)).toSorted();
  if (files.length > 0) return files.map((file) => ({ name: join(name, file), path: join(path, file) }));
  return [
    {
      name,
      error: new XaiError(
        'input-invalid',
        `The folder holds no picture directly in it. For pictures in its folders write '${join(name, '**', '*.jpg')}'.`,
      ),
    },
  ];
}

async function noSuchFile(path: string): Promise<XaiError> {
  const neighbours = await readdir(dirname(path)).catch(() => []);
  return new XaiError('input-invalid', `There is no such file.${didYouMean(basename(path), neighbours)}`);
}
