import { XaiError, checkTargets, explainedInput, positionsOfScores } from '@pellucid/core';
import type { TensorSpec } from '@pellucid/core';
import type { CompareRequest } from '../arguments/compare-request.js';
import type { ReadyMethod } from '../explain/option-files.js';
import { readOptionFiles } from '../explain/option-files.js';
import type { Work } from '../explain/work.js';
import { prepareWork } from '../explain/work.js';
import { readFeeds } from '../input/read-feeds.js';
import type { Io } from '../io.js';
import type { LoadedModel } from '../model/network-file.js';
import type { ReadModel } from '../model/open-model.js';
import { readModel } from '../model/open-model.js';

/** The second network, checked against the first. */
interface SecondModel {
  readonly read: ReadModel;
  readonly model: LoadedModel;
  /** The same methods as A's, in the same order, with the options for B. */
  readonly methods: readonly ReadyMethod[];
  readonly positions: readonly [number, number] | null;
  /** Milliseconds that it took to load the network. */
  readonly loading: number;
}

/** All that a comparison needs to know besides the picture. */
export interface CompareWork {
  readonly request: CompareRequest;
  readonly a: Work;
  readonly b: SecondModel;
}

/**
 * Loads both networks and checks everything that was asked of them.
 *
 * @throws XaiError `usage`, also for networks that do not take the same input, `model-invalid`, `model-unsupported`
 */
export async function prepareComparison(request: CompareRequest, io: Io): Promise<CompareWork> {
  const a = await prepareWork(request.a, io);
  try {
    return { request, a, b: await secondModel(request, a, io) };
  } catch (error) {
    await a.model.dispose();
    throw error;
  }
}

async function secondModel(request: CompareRequest, a: Work, io: Io): Promise<SecondModel> {
  const started = performance.now();
  // Its own preprocessing is not used: both get A's pictures.
  const read = await readModel(request.b, {}, io);
  const feeds = await readFeeds(request.a.feeds, read.network, io.cwd);
  const others = Object.fromEntries(
    a.model.inputs
      .filter(({ name }) => feeds.has(name))
      .map(({ name, shape }) => [name, shape.map((side) => side ?? 1)]),
  );
  const wanted = explainedInput(a.model, request.b.fed);
  const model = await read.load(
    wanted.shape.map((side) => side ?? 1),
    others,
  );
  try {
    requireSameInput(wanted, explainedInput(model, request.b.fed));
    const methods = await Promise.all(
      a.methods.map(({ method }) => readOptionFiles({ method, options: request.optionsOfB(method) }, io.cwd)),
    );
    const targets = a.targets.map(({ target }) => target);
    for (const chosen of methods) checkTargets(model, read.input!, targets, chosen, request.a.of);
    return { read, model, methods, positions: positionsOfScores(model), loading: performance.now() - started };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

function requireSameInput(a: TensorSpec, b: TensorSpec): void {
  const [first, second] = [a, b].map(({ shape }) => ['N', ...shape.slice(1).map((side) => side ?? 'any')].join(', '));
  if (first === second) return;
  throw new XaiError(
    'usage',
    `Both networks are given the same input, but that of A is [${first}] and that of B [${second}].`,
  );
}
