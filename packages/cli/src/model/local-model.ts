import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { XaiError, didYouMean } from '@pellucid/core';
import { fileReason, isMissing } from '../file-errors.js';
import type { Backend, ModelFile, ModelFolder } from './model-folder.js';
import { readWeights, readWeightsFile } from './weights-file.js';

/**
 * A model on this machine: an ONNX file, a model.json, or a folder that holds exactly one of them.
 *
 * @param place as the user wrote it, for messages
 * @param backend whose model is taken of a folder
 * @throws XaiError `model-invalid` when there is none, `usage` when there are several
 */
export async function localModel(path: string, place: string, backend: Backend): Promise<ModelFile> {
  const info = await stat(path).catch(async (cause: unknown) => {
    throw isMissing(cause) ? await noSuchFile(path, place) : unreadable(place, cause);
  });
  const file = info.isDirectory() ? join(path, await onlyModelOf(path, place, backend)) : path;
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

async function onlyModelOf(folder: string, place: string, backend: Backend): Promise<string> {
  const models = (await readdir(folder)).filter((name) => isModelOf(backend, name));
  if (models.length === 1) return models[0]!;
  if (models.length > 1) {
    throw new XaiError(
      'usage',
      `The folder '${place}' holds ${models.length} models (${models.slice(0, 5).join(', ')}); name one of them.`,
    );
  }
  const sought = { auto: '.onnx file and no model.json', ort: '.onnx file', tfjs: 'model.json' }[backend];
  throw new XaiError('model-invalid', `The folder '${place}' holds no ${sought}.`);
}

/** Whether a file is a model by its name. Other .json files are not: they are mostly settings. */
function isModelOf(backend: Backend, name: string): boolean {
  const isOnnx = name.toLowerCase().endsWith('.onnx');
  return (isOnnx && backend !== 'tfjs') || (name === 'model.json' && backend !== 'ort');
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
    weights: (name) => readWeightsFile(folder, name),
    external: () => Promise.resolve((location, offset, length) => readWeights(folder, location, offset, length)),
  };
}
