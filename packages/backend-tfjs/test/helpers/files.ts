import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TfjsArtifacts } from '../../src/index.js';
import { weightPaths } from '../../src/index.js';

/** A model's files from a folder. */
export function readModel(folder: URL): TfjsArtifacts {
  const model: unknown = JSON.parse(readFileSync(new URL('model.json', folder), 'utf8'));
  return { model, weights: weightPaths(model).map((path) => readFileSync(new URL(path, folder))) };
}

export const sampleNet = new URL('../../../sample-net/', import.meta.url);

/** Real networks that nobody may copy; null where the folder is absent. */
export function assetsFolder(): URL | null {
  const folder = new URL('../../../../../shared/assets/', import.meta.url);
  return existsSync(fileURLToPath(folder)) ? folder : null;
}
