import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { XaiError, didYouMean } from '@pellucid/core';
import { fileReason, isMissing } from '../file-errors.js';
import type { ModelFile, ModelFolder } from './model-folder.js';
import { readWeights } from './weights-file.js';

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
    external: () => Promise.resolve((location, offset, length) => readWeights(folder, location, offset, length)),
  };
}
