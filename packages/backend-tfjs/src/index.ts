import type { TfjsArtifacts } from './artifacts.js';
import type { TfjsModel, TfjsModelOptions } from './tfjs-model.js';

export { weightPaths } from './artifacts.js';
export type { TfjsArtifacts } from './artifacts.js';
export { engineNames } from './engine-names.js';
export type { EngineName } from './engine-names.js';
export type { EngineOptions, WasmPath } from './engines.js';
export { readTfjsModel } from './read-model.js';
export type { TfjsFile, TfjsTensor } from './read-model.js';
export type { TfjsModel, TfjsModelOptions } from './tfjs-model.js';

/**
 * Loads a TensorFlow.js model (LayersModel or GraphModel) from memory. TensorFlow.js itself is loaded then, and no sooner.
 *
 * @param artifacts the parsed model.json, and the contents of the files that `weightPaths` names
 * @throws XaiError `model-invalid`, `model-unsupported`, `usage` or `runtime`
 */
export async function loadTfjsModel(artifacts: TfjsArtifacts, options: TfjsModelOptions = {}): Promise<TfjsModel> {
  const { loadModel } = await import('./tfjs-model.js');
  return loadModel(artifacts, options);
}
