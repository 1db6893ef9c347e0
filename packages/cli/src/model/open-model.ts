import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { channelsFirst, loadOnnxModel, pictureLayout, readOnnx } from '@pellucid/backend-ort';
import type { Graph, OrtModel, OrtModelOptions, ValueInfo } from '@pellucid/backend-ort';
import { XaiError, findPreprocessing, outputSize, throwIfAborted } from '@pellucid/core';
import type { FoundPreprocessing, PreprocessingOptions } from '@pellucid/core';
import type { Io } from '../io.js';
import { bundledModel } from './bundled.js';
import { readLabels } from './labels.js';
import { localModel } from './local-model.js';
import type { ModelFile } from './model-folder.js';
import { remoteModel } from './remote-model.js';
import { readSidecars } from './sidecars.js';

/** Which model to open, and how. */
export interface ModelRequest {
  /** File, folder or URL; `undefined` for the bundled network. */
  readonly place: string | undefined;
  readonly backend: 'auto' | 'ort' | 'tfjs';
  readonly providers: readonly string[];
  readonly threads: number | undefined;
  /** GiB that the tensors of one row may take at once. */
  readonly memory: number | undefined;
  /** File of labels. */
  readonly labels: string | undefined;
  /** Names of inputs whose values are given, so that they are not the explained one. */
  readonly fed: readonly string[];
}

/** A model's file, read but not compiled. */
export interface ReadModel {
  readonly file: ModelFile;
  readonly sha256: string;
  /** As it is in the file, of whatever opset. */
  readonly graph: Graph;
  /** Name of the input that is explained; null where there is none, or no telling which. */
  readonly input: string | null;
  /** Why no picture can be prepared for it, or how. */
  readonly preprocessing: FoundPreprocessing | XaiError;
  readonly labels: readonly string[] | null;
  /** File or record that the labels are from. */
  readonly labelsSource: string | null;
  /**
   * Compiles it.
   *
   * @param shape of the explained input, for sides that the file leaves free; by default those of prepared pictures
   * @param others shapes of the other inputs, likewise
   */
  load(shape?: readonly number[], others?: Readonly<Record<string, readonly number[]>>): Promise<OrtModel>;
}

/**
 * Finds and reads a model, and what ships beside it.
 *
 * @throws XaiError `usage` for flags that cannot be, `model-invalid` or `model-unsupported`
 */
export async function readModel(request: ModelRequest, options: PreprocessingOptions, io: Io): Promise<ReadModel> {
  refuseTfjs(request);
  const file = await findModel(request.place, io);
  throwIfAborted(io.signal);
  const external = await file.folder.external(file.bytes);
  const graph = readOnnx(file.bytes, { external });
  const input = inputToExplain(graph, request.fed);
  const sides = (input?.shape ?? []).map((side) => (typeof side === 'number' && side > 0 ? side : null));
  const inputShape = channelsFirst(sides, pictureLayout(sides));
  const sidecars = await readSidecars(file.folder, file.name);
  const preprocessing = preprocess({ inputShape, sidecars, metadata: graph.metadata }, options);
  const found = preprocessing instanceof XaiError ? null : preprocessing;
  const labels =
    request.labels === undefined ? null : await readLabels(resolve(io.cwd, request.labels), request.labels);
  return {
    file,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    graph,
    input: input?.name ?? null,
    preprocessing,
    labels: labels ?? found?.labels ?? null,
    labelsSource: labels ? `--labels ${request.labels}` : (found?.labelsSource ?? null),
    load: (shape = pictureShape(inputShape, found), others = {}) => {
      const free = input && shape && inputShape.slice(1).includes(null);
      const settings: OrtModelOptions = {
        external,
        providers: request.providers,
        ...(request.providers.includes('wasm') && { runtime: 'web' as const }),
        ...(request.threads !== undefined && { threads: request.threads }),
        ...(request.memory !== undefined && { memoryLimit: request.memory * 2 ** 30 }),
        inputShapes: {
          ...others,
          ...(free && { [input.name]: inputShape.map((side, axis) => side ?? shape[axis] ?? 1) }),
        },
      };
      return loadOnnxModel(file.bytes, settings);
    },
  };
}

/** The only input that is not fed; of several, the only one of floating-point numbers. */
function inputToExplain({ inputs }: Graph, fed: readonly string[]): ValueInfo | undefined {
  const open = inputs.filter(({ name }) => !fed.includes(name));
  const floats = open.filter(({ dtype }) => dtype.startsWith('float'));
  return [open, floats].find((some) => some.length === 1)?.[0];
}

function refuseTfjs({ backend, place = '' }: ModelRequest): void {
  if (backend !== 'tfjs' && !/(^|[\\/])model\.json$/.test(place)) return;
  throw new XaiError(
    'usage',
    'TensorFlow.js models cannot be read yet; only ONNX files can. Convert the model with tf2onnx, or leave --backend out.',
  );
}

function findModel(place: string | undefined, { cwd, signal }: Io): Promise<ModelFile> {
  if (place === undefined) return localModel(bundledModel(), 'the bundled net');
  if (/^https?:\/\//i.test(place)) return remoteModel(place, signal);
  return localModel(resolve(cwd, place), place);
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

/** The input's shape where pictures of a known size are prepared for sides that the file leaves free. */
function pictureShape(
  inputShape: readonly (number | null)[],
  found: FoundPreprocessing | null,
): readonly number[] | undefined {
  const size = found && outputSize(found.preprocessing);
  if (!size) return undefined;
  const [batch, channels] = inputShape;
  return [batch ?? 1, channels ?? 3, ...size];
}
