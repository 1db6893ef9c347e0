import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { XaiError, didYouMean } from '@pellucid/core';
import { fileReason, isMissing } from '../file-errors.js';
import type { ModelFile, ModelFolder } from './model-folder.js';

/**
 * A model on this machine: an ONNX file, or a folder that holds exactly one.
 *
 * @param place as the user wrote it, for messages
 * @throws XaiError `model-invalid` when there is none, `usage` when there are several
 */
export async function localModel(path: string, place: string): Promise<ModelFile> {
  const info = await stat(path).catch(async (cause: unknown) => {
    throw isMissing(cause) ? await noSuchFile(path, place) : unreadable(place, cause);
  });
  const file = info.isDirectory() ? join(path, await onlyModelOf(path, place)) : path;
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw unreadable(place, cause);
  });
  return { name: basename(file), bytes, folder: localFolder(dirname(file)) };
}

async function noSuchFile(path: string, place: string): Promise<XaiError> {
  const neighbours = await readdir(dirname(path)).catch(() => []);
  return new XaiError('model-invalid', `There is no model '${place}'.${didYouMean(basename(path), neighbours)}`);
}

function unreadable(place: string, cause: unknown): XaiError {
  return new XaiError('model-invalid', `The model '${place}' cannot be read: ${fileReason(cause)}.`, { cause });
}

async function onlyModelOf(folder: string, place: string): Promise<string> {
  const names = await readdir(folder);
  const models = names.filter((name) => name.toLowerCase().endsWith('.onnx'));
  if (models.length === 1) return models[0]!;
  if (models.length > 1) {
    throw new XaiError(
      'usage',
      `The folder '${place}' holds ${models.length} models (${models.slice(0, 5).join(', ')}); name one of them.`,
    );
  }
  const tfjs = names.includes('model.json')
    ? ' Its model.json may be a TensorFlow.js model, which cannot be read yet.'
    : '';
  throw new XaiError('model-invalid', `The folder '${place}' holds no .onnx file.${tfjs}`);
}

function localFolder(folder: string): ModelFolder {
  return {
    files: () => readdir(folder),
    read: async (name) => {
      try {
        return await readFile(join(folder, name));
      } catch (cause) {
        if (isMissing(cause)) return null;
        throw cause;
      }
    },
    external: () => Promise.resolve((location, offset, length) => readPart(folder, location, offset, length)),
  };
}

/** Bytes of a file in the folder; links that lead out of it are refused. */
function readPart(folder: string, location: string, offset: number, length: number): Uint8Array {
  const root = realpathSync(folder);
  let file: string;
  try {
    file = realpathSync(join(root, location));
  } catch (cause) {
    throw new XaiError(
      'model-invalid',
      `The model keeps weights in '${location}' beside it, but that file is not there. Put it into the model's folder.`,
      { cause },
    );
  }
  if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new XaiError(
      'model-invalid',
      `The model's weights file '${location}' is a link that leads out of the model's folder. Put the file itself there.`,
    );
  }
  const bytes = new Uint8Array(length);
  const handle = openSync(file, 'r');
  try {
    let done = 0;
    while (done < length) {
      const count = readSync(handle, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
      if (count === 0)
        throw new XaiError(
          'model-invalid',
          `The model's weights file '${location}' is too short: ${offset + length} bytes are needed. Copy it again.`,
        );
      done += count;
    }
  } finally {
    closeSync(handle);
  }
  return bytes;
}
