import { createHash } from 'node:crypto';
import { loadTfjsModel, readTfjsModel, weightPaths } from '@pellucid/backend-tfjs';
import { XaiError } from '@pellucid/core';
import { requireEngine } from './engines.js';
import type { ModelFile } from './model-folder.js';
import type { NetworkFile, RuntimeRequest } from './network-file.js';

/** Whether a file is JSON, as the models of TensorFlow.js are: no ONNX file begins with a brace. */
export function isJson(bytes: Uint8Array): boolean {
  return /^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
}

/**
 * Reads a model.json and its weights.
 *
 * @throws XaiError `model-invalid`, `model-unsupported`, `usage` for engines that TensorFlow.js does not have
 */
export async function readTfjsFile(file: ModelFile, { engines }: RuntimeRequest): Promise<NetworkFile> {
  const { name, bytes, folder } = file;
  const engine = requireEngine(engines, name);
  const model = parse(file);
  const weights: Uint8Array[] = [];
  for (const path of weightPaths(model)) weights.push(await folder.weights(path));
  const hash = createHash('sha256').update(bytes);
  for (const part of weights) hash.update(part);
  return {
    ...readTfjsModel(model),
    bytes: weights.reduce((sum, part) => sum + part.length, bytes.length),
    sha256: hash.digest('hex'),
    graph: null,
    load: (inputShapes) => loadTfjsModel({ model, weights }, { engine, inputShapes }),
  };
}

function parse({ name, bytes }: ModelFile): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new XaiError('model-invalid', `'${name}' is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}
