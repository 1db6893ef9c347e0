import { resolve } from 'node:path';
import {
  XaiError,
  filledShape,
  findPreprocessing,
  inputToExplain,
  pictureShape,
  readSidecars,
  throwIfAborted,
} from '@pellucid/core';
import type { FoundPreprocessing, PreprocessingOptions } from '@pellucid/core';
import type { Io } from '../io.js';
import { bundledModel } from './bundled.js';
import { readLabels } from './labels.js';
import { localModel } from './local-model.js';
import type { Backend, ModelFile } from './model-folder.js';
import type { LoadedModel, NetworkFile, RuntimeRequest } from './network-file.js';
import { readOnnxFile } from './onnx-file.js';
import { remoteModel } from './remote-model.js';
import { isJson, readTfjsFile } from './tfjs-file.js';

/** Which model to open, and how. */
export interface ModelRequest extends RuntimeRequest {
  /** File, folder or URL; `undefined` for the bundled network. */
  readonly place: string | undefined;
  /** `auto`: by what is in the file. */
  readonly backend: Backend;
  /** File of labels. */
  readonly labels: string | undefined;
  /** Names of inputs whose values are given, so that they are not the explained one. */
  readonly fed: readonly string[];
}

/** A model's file, read but not loaded by a runtime. */
export interface ReadModel {
  readonly file: ModelFile;
  readonly network: NetworkFile;
  /** Name of the input that is explained; null where there is none, or no telling which. */
  readonly input: string | null;
  /** Why no picture can be prepared for it, or how. */
  readonly preprocessing: FoundPreprocessing | XaiError;
  readonly labels: readonly string[] | null;
  /** File or record that the labels are from. */
  readonly labelsSource: string | null;
  /**
   * Gives it to its runtime.
   *
   * @param shape of the explained input, for sides that the file leaves free; by default those of prepared pictures
   * @param others shapes of the other inputs, likewise
   */
  load(shape?: readonly number[], others?: Readonly<Record<string, readonly number[]>>): Promise<LoadedModel>;
}

/**
 * Finds and reads a model, and what ships beside it.
 *
 * @throws XaiError `usage` for flags that cannot be, `model-invalid` or `model-unsupported`
 */
export async function readModel(request: ModelRequest, options: PreprocessingOptions, io: Io): Promise<ReadModel> {
  const file = await findModel(request, io);
  throwIfAborted(io.signal);
  const network = await readerFor(file, request)(file, request);
  const input = inputToExplain(network.inputs, request.fed);
  const inputShape = input?.shape ?? [];
  const sidecars = await readSidecars(file.folder, file.name);
  const preprocessing = preprocess({ inputShape, sidecars, metadata: network.metadata }, options);
  const found = preprocessing instanceof XaiError ? null : preprocessing;
  const labels =
    request.labels === undefined ? null : await readLabels(resolve(io.cwd, request.labels), request.labels);
  return {
    file,
    network,
    input: input?.name ?? null,
    preprocessing,
    labels: labels ?? found?.labels ?? null,
    labelsSource: labels ? `--labels ${request.labels}` : (found?.labelsSource ?? null),
    load: (shape = pictureShape(inputShape, found), others = {}) => {
      const wanted = input && shape && filledShape(input, shape);
      return network.load({ ...others, ...(wanted && { [input.name]: wanted }) });
    },
  };
}

/** @throws XaiError `usage` for a file of the other runtime */
function readerFor({ name, bytes }: ModelFile, { backend }: ModelRequest): typeof readOnnxFile {
  const isTfjs = isJson(bytes);
  if (isTfjs && backend === 'ort') {
    throw new XaiError(
      'usage',
      `'${name}' is a TensorFlow.js model, which ONNX Runtime cannot read. Leave --backend out.`,
    );
  }
  if (!isTfjs && backend === 'tfjs') {
    throw new XaiError('usage', `'${name}' is no TensorFlow.js model: that is a model.json. Leave --backend out.`);
  }
  return isTfjs ? readTfjsFile : readOnnxFile;
}

function findModel({ place, backend }: ModelRequest, { cwd, signal }: Io): Promise<ModelFile> {
  if (place === undefined) {
    return localModel(bundledModel(backend === 'auto' ? 'ort' : backend), 'the bundled net', backend);
  }
  if (/^https?:\/\//i.test(place)) return remoteModel(place, signal);
  return localModel(resolve(cwd, place), place, backend);
}

/** What is found; that a network takes no pictures is an error only once a picture is to be prepared. */
function preprocess(...[clues, options]: Parameters<typeof findPreprocessing>): FoundPreprocessing | XaiError {
  try {
    return findPreprocessing(clues, options);
  } catch (error) {
    if (!(error instanceof XaiError) || error.code === 'usage') throw error;
    if (error.code === 'model-unsupported') return error;
    throw new XaiError('model-invalid', error.message, { cause: error });
  }
}
