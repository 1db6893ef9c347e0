import type { OnnxFile, OrtModel } from '@pellucid/backend-ort';
import type { TfjsFile, TfjsModel } from '@pellucid/backend-tfjs';
import { XaiError } from '@pellucid/core';
import type { BackendName } from '../protocol.js';
import type { Engine } from './engines.js';
import type { ModelFile } from './model-folder.js';
import { readWeights } from './model-folder.js';
import { sha256 } from './sha256.js';

export type LoadedModel = OrtModel | TfjsModel;

/** A network as its file tells of it, before a runtime has seen it. */
export interface NetworkFile extends Pick<OnnxFile | TfjsFile, 'inputs' | 'outputs' | 'metadata'> {
  readonly format: 'onnx' | 'tfjs';
  /** Bytes of the model and its weights. */
  readonly bytes: number;
  readonly sha256: string;
  /** @param inputShapes for inputs with free sides, by name, as core sees them */
  load(engine: Engine, inputShapes: Readonly<Record<string, readonly number[]>>): Promise<LoadedModel>;
}

/**
 * Reads a network's file. The runtime's package is loaded then, and the other one's is not.
 *
 * @throws XaiError `model-invalid`, `model-unsupported`, `usage` for a file of the other runtime
 */
export async function readNetwork(file: ModelFile, backend: BackendName): Promise<NetworkFile> {
  // No ONNX file begins with a brace.
  const isTfjs = /^\s*\{/.test(new TextDecoder().decode(file.bytes.subarray(0, 64)));
  if (isTfjs && backend === 'ort') throw otherRuntime(file.name, 'is a TensorFlow.js model', 'ONNX Runtime');
  if (!isTfjs && backend === 'tfjs') throw otherRuntime(file.name, 'is no model.json', 'TensorFlow.js');
  return isTfjs ? readTfjs(file) : readOnnxNetwork(file);
}

function otherRuntime(name: string, is: string, runtime: string): XaiError {
  return new XaiError('usage', `'${name}' ${is}, which ${runtime} cannot read. Leave the attribute backend out.`);
}

async function readOnnxNetwork({ bytes, folder }: ModelFile): Promise<NetworkFile> {
  const { describeGraph, externalData, loadOnnxModel, readOnnx } = await import('@pellucid/backend-ort');
  const files = new Map<string, Uint8Array>();
  for (const { location } of externalData(bytes))
    if (!files.has(location)) files.set(location, await readWeights(folder, location));
  const external = (location: string, offset: number, length: number): Uint8Array =>
    files.get(location)!.subarray(offset, offset + length);
  return {
    ...describeGraph(readOnnx(bytes, { external })),
    format: 'onnx',
    bytes: [...files.values()].reduce((sum, part) => sum + part.length, bytes.length),
    sha256: await sha256(bytes),
    load: (engine, inputShapes) =>
      loadOnnxModel(bytes, { external, providers: [engine], runtime: 'web', inputShapes, ...threadLimit() }),
  };
}

/**
 * Where the runtime comes from another server than the page (a CDN), its threads would be started from an address that begins
 * with `blob:`, and policies that allow that for scripts allow any script.
 */
function threadLimit(): { readonly threads?: number } {
  return new URL(import.meta.url).origin === location.origin ? {} : { threads: 1 };
}

async function readTfjs({ name, bytes, folder }: ModelFile): Promise<NetworkFile> {
  const { loadTfjsModel, readTfjsModel, weightPaths } = await import('@pellucid/backend-tfjs');
  const model = parseModelJson(name, bytes);
  const weights = await Promise.all(weightPaths(model).map((path) => readWeights(folder, path)));
  return {
    ...readTfjsModel(model),
    format: 'tfjs',
    bytes: weights.reduce((sum, part) => sum + part.length, bytes.length),
    sha256: await sha256(bytes, ...weights),
    load: (engine, inputShapes) => loadTfjsModel({ model, weights }, { engine, inputShapes }),
  };
}

function parseModelJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new XaiError('model-invalid', `'${name}' is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}
