import { resolve } from 'node:path';
import { XaiError, checkTargets, positionsOfScores } from '@pellucid/core';
import type { FoundPreprocessing } from '@pellucid/core';
import type { ExplainRequest } from '../arguments/explain-request.js';
import { readArray } from '../input/read-array.js';
import type { FeedArray } from '../input/read-feeds.js';
import { readFeeds } from '../input/read-feeds.js';
import type { Io } from '../io.js';
import type { LoadedModel, NetworkFile } from '../model/network-file.js';
import type { ReadModel } from '../model/open-model.js';
import { readModel } from '../model/open-model.js';
import type { ReadyMethod } from './option-files.js';
import { readOptionFiles } from './option-files.js';
import type { RegionRequest } from './region.js';
import { readRegion } from './region.js';
import type { Source } from './sources.js';
import { arraySources, pictureSources } from './sources.js';
import type { NamedTarget } from './targets.js';
import { readTargets } from './targets.js';

/** All that an explanation needs to know besides the picture, checked. */
export interface Work {
  readonly request: ExplainRequest;
  readonly read: ReadModel;
  readonly model: LoadedModel;
  /** Null where the network takes no pictures. */
  readonly found: FoundPreprocessing | null;
  readonly methods: readonly ReadyMethod[];
  readonly targets: readonly NamedTarget[];
  readonly region: RegionRequest;
  /** Height and width of the scores, where they have positions. */
  readonly positions: readonly [number, number] | null;
  /** Values of the inputs that are not explained, by name. */
  readonly feeds: ReadonlyMap<string, FeedArray>;
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
  const fed = request.feeds.map(({ name }) => name);
  const read = await readModel({ ...request.model, fed }, request.preprocessing, io);
  const feeds = await readFeeds(request.feeds, read.network, io.cwd);
  requireFeeds(read, request);
  const pictures = array ? null : await pictureSources(request, read, io.cwd);
  if (request.saveInput !== undefined && pictures && pictures.length > 1) {
    throw new XaiError(
      'usage',
      `--save-input keeps the input of one picture, but there are ${pictures.length}. Give one.`,
    );
  }
  const methods = await Promise.all(request.methods.map((chosen) => readOptionFiles(chosen, io.cwd)));
  const targets = readTargets(request.targets, read.labels);
  const region =
    request.region === undefined ? 'predicted' : await readRegion(request.region, resolve(io.cwd, request.region));
  const rank = read.network.inputs.find(({ name }) => name === read.input)!.shape?.length ?? 0;
  const shape = array?.shape.length === rank - 1 ? [1, ...array.shape] : array?.shape;
  const model = await read.load(shape, shapesOf(feeds, read.network));
  try {
    for (const chosen of request.methods)
      checkTargets(
        model,
        read.input!,
        targets.map(({ target }) => target),
        chosen,
        request.of,
      );
    return {
      request,
      read,
      model,
      found: read.preprocessing instanceof XaiError ? null : read.preprocessing,
      methods,
      targets,
      region,
      positions: positionsOfScores(model),
      feeds,
      sources: pictures ?? arraySources(request, array!, model, read, io.cwd),
      loading: performance.now() - started,
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** Whether a single result was asked for. */
export function isSingle({ sources, request, targets }: Work): boolean {
  const maps = request.methods.map(({ method }) => (method.hasTarget ? targets.length : 1));
  return sources.length === 1 && maps.length === 1 && maps[0] === 1;
}

/** @throws XaiError `usage` where a network has inputs besides the explained one whose values are not given */
function requireFeeds({ network, file, input }: ReadModel, { feeds }: ExplainRequest): void {
  const open = network.inputs.filter(({ name }) => !feeds.some((feed) => feed.name === name));
  if (open.length === 1 && open[0]!.name === input) return;
  const names = network.inputs.map(({ name, dtype }) => `'${name}' (${dtype})`).join(', ');
  if (open.length === 0) {
    throw new XaiError('usage', `No input is left to explain: '${file.name}' has ${names || 'none'}.`);
  }
  const others = open.filter(({ name }) => name !== (input ?? open[0]!.name));
  throw new XaiError(
    'usage',
    `'${file.name}' has ${network.inputs.length} inputs: ${names}. Give the values of all but the one to explain, as in ${others.map(({ name }) => `--feed ${name}=FILE.npy`).join(' ')}.`,
  );
}

/** Shapes of the feeds with a batch axis, by name. */
function shapesOf(feeds: ReadonlyMap<string, FeedArray>, { inputs }: NetworkFile): Record<string, readonly number[]> {
  return Object.fromEntries(
    [...feeds].map(([name, { shape }]) => {
      const rank = inputs.find((input) => input.name === name)?.shape?.length ?? shape.length;
      return [name, shape.length === rank - 1 ? [1, ...shape] : shape];
    }),
  );
}
