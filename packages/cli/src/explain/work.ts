import { resolve } from 'node:path';
import type { OrtModel } from '@pellucid/backend-ort';
import { XaiError } from '@pellucid/core';
import type { FoundPreprocessing } from '@pellucid/core';
import type { ExplainRequest } from '../arguments/explain-request.js';
import { readArray } from '../input/read-array.js';
import type { Io } from '../io.js';
import type { ReadModel } from '../model/open-model.js';
import { readModel } from '../model/open-model.js';
import type { RegionRequest } from './region.js';
import { readRegion } from './region.js';
import type { Source } from './sources.js';
import { arraySources, pictureSources } from './sources.js';
import type { NamedTarget } from './targets.js';
import { checkTargets, positionsOfScores, readTargets } from './targets.js';

/** All that an explanation needs to know besides the picture, checked. */
export interface Work {
  readonly request: ExplainRequest;
  readonly read: ReadModel;
  readonly model: OrtModel;
  /** Null where the network takes no pictures. */
  readonly found: FoundPreprocessing | null;
  readonly targets: readonly NamedTarget[];
  readonly region: RegionRequest;
  /** Height and width of the scores, where they have positions. */
  readonly positions: readonly [number, number] | null;
  readonly sources: readonly Source[];
  /** Milliseconds that it took to load the network. */
  readonly loading: number;
}

/**
 * Loads the network and checks everything that was asked of it.
 *
 * @throws XaiError `usage`, `model-invalid`, `model-unsupported`, `input-invalid` for a bad `--input`
 */
export async function prepareWork(request: ExplainRequest, io: Io): Promise<Work> {
  const started = performance.now();
  const array = request.input === undefined ? null : await readArray(resolve(io.cwd, request.input), request.input);
  const read = await readModel(request.model, request.preprocessing, io);
  requireOneInput(read);
  const pictures = array ? null : await pictureSources(request, read, io.cwd);
  if (request.saveInput !== undefined && pictures && pictures.length > 1) {
    throw new XaiError(
      'usage',
      `--save-input keeps the input of one picture, but there are ${pictures.length}. Give one.`,
    );
  }
  const targets = readTargets(request.targets, read.labels);
  const region =
    request.region === undefined ? 'predicted' : await readRegion(request.region, resolve(io.cwd, request.region));
  const rank = read.graph.inputs[0]!.shape?.length ?? 0;
  const shape = array?.shape.length === rank - 1 ? [1, ...array.shape] : array?.shape;
  const model = await read.load(shape);
  try {
    checkTargets(model, targets, request.methods, request.of);
    return {
      request,
      read,
      model,
      found: read.preprocessing instanceof XaiError ? null : read.preprocessing,
      targets,
      region,
      positions: positionsOfScores(model),
      sources: pictures ?? arraySources(request, array!, model, read, io.cwd),
      loading: performance.now() - started,
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

function requireOneInput({ graph, file }: ReadModel): void {
  if (graph.inputs.length === 1) return;
  const names = graph.inputs.map(({ name }) => `'${name}'`).join(', ');
  throw new XaiError(
    'model-unsupported',
    `A network with one input is expected, but '${file.name}' has ${graph.inputs.length}${names && `: ${names}`}. Fix the others when you export it, or see what it is with xai inspect.`,
  );
}
