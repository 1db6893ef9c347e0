import { dirname, join, resolve } from 'node:path';
import { XaiError, throwIfAborted } from '@pellucid/core';
import type { Recipe } from '@pellucid/core';
import type { ChosenMethod, ExplainRequest } from '../arguments/explain-request.js';
import { exitCodeOf, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import type { OutputFolder } from '../output/folder.js';
import { openFolder } from '../output/folder.js';
import { uniqueNames } from '../output/names.js';
import { writeFiles } from '../output/write.js';
import { createMessages } from '../terminal/messages.js';
import { createProgress } from '../terminal/progress.js';
import { encodeInput, explainWith, see } from './explain-source.js';
import type { Failure } from './failure.js';
import { failureRecord } from './failure.js';
import type { Reporter } from './report.js';
import { createReporter } from './report.js';
import { saveExplanation } from './save.js';
import type { Source } from './sources.js';
import type { Work } from './work.js';
import { prepareWork } from './work.js';

/** Explains all that was asked for, and returns the exit status. */
export async function explain(request: ExplainRequest, io: Io): Promise<number> {
  const places = request.saveInput === undefined ? [request.out] : [request.out, dirname(request.saveInput)];
  const folders: OutputFolder[] = [];
  try {
    for (const place of places) folders.push(await openFolder(resolve(io.cwd, place), place));
    const work = await prepareWork(request, io);
    try {
      return await explainAll(work, folders[0]!.path, io);
    } finally {
      await work.model.dispose();
    }
  } finally {
    for (const folder of folders.reverse()) await folder.tidy();
  }
}

/** Errors that a method will have with every picture of this network. */
const lasting = new Set(['model-invalid', 'model-unsupported', 'gradient-unsupported', 'runtime']);

async function explainAll(work: Work, folder: string, io: Io): Promise<number> {
  const { request, sources } = work;
  const reporter = createReporter(work, createMessages(io, request.json), io.env);
  const name = nameGiver(work, folder, io);
  const records: unknown[] = [];
  const failures: Failure[] = [];
  const progress = createProgress(io.stderr);
  let methods = work.methods;
  let stopped = false;

  const fail = (failure: Failure): void => {
    progress.hide();
    failures.push(failure);
    reporter.failure(failure);
    records.push(failureRecord(failure));
    if (failure.error instanceof XaiError && lasting.has(failure.error.code)) {
      methods = failure.method === null ? [] : methods.filter(({ method }) => method.id !== failure.method);
    }
  };
  reporter.start();
  try {
    for (const [at, source] of sources.entries()) {
      if (methods.length === 0) {
        reporter.giveUp(sources.length - at);
        break;
      }
      const seen = await attempt(
        () => see(at, work, io.signal),
        (error) => fail({ name: source.name, method: null, error }),
      );
      if (!seen) continue;
      if (request.saveInput !== undefined) {
        await writeFiles(new Map([[resolve(io.cwd, request.saveInput), encodeInput(seen)]]));
      }
      reporter.seen(seen);
      for (const [index, chosen] of methods.entries()) {
        const step = progressOf(at, index, sources.length, methods.length);
        const explanations = await attempt(
          () => {
            throwIfAborted(io.signal);
            progress.update(step(0), label(source, chosen));
            return explainWith(chosen, seen, work, io.signal, ({ done, total, unit }) =>
              progress.update(step(done / total), `${label(source, chosen)}, ${done} of ${total} ${unit}`),
            );
          },
          (error) => fail({ name: source.name, method: chosen.method.id, error }),
        );
        progress.hide();
        for (const explanation of explanations ?? []) {
          const base = name(source, chosen, explanation.slug);
          const recipe: Recipe = await saveExplanation(explanation, folder, base, request.formats);
          records.push(recipe);
          await reporter.explanation(explanation, recipe);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof XaiError) || error.code !== 'aborted') throw error;
    stopped = true;
  } finally {
    progress.hide();
  }
  const done = records.length - failures.length;
  if (request.json) io.stdout.write(`${JSON.stringify(isSingle(work) ? (records[0] ?? null) : records, null, 2)}\n`);
  return finish(reporter, done, failures, stopped);
}

/** What is true of one source and method must not end the others; only a wish to stop does. */
async function attempt<Result>(work: () => Promise<Result>, fail: (error: unknown) => void): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof XaiError && (error.code === 'aborted' || error.code === 'output')) throw error;
    fail(error);
    return null;
  }
}

function finish(reporter: Reporter, done: number, failures: readonly Failure[], stopped: boolean): number {
  reporter.end(done, failures, stopped);
  if (stopped) return exitCodes.interrupted;
  if (failures.length === 0) return exitCodes.done;
  return done > 0 ? exitCodes.someFailed : exitCodeOf(failures[0]!.error);
}

function isSingle({ sources, request, targets }: Work): boolean {
  const maps = request.methods.map(({ method }) => (method.hasTarget ? targets.length : 1));
  return sources.length === 1 && maps.length === 1 && maps[0] === 1;
}

/** The names of results: all different, and none that of a file that the run reads. */
function nameGiver(
  { request, sources }: Work,
  folder: string,
  { cwd }: Io,
): (source: Source, chosen: ChosenMethod, slug: string | null) => string {
  const { saveInput, input, model, region, feeds } = request;
  const others = [saveInput, input, model.place, model.labels, region, ...feeds.map(({ file }) => file)]
    .filter((file) => file !== undefined)
    .map((file) => resolve(cwd, file));
  const read = new Set([...sources.map(({ path }) => path), ...others].map((path) => path.toLowerCase()));
  const unique = uniqueNames((base) =>
    request.formats.some((format) => read.has(join(folder, `${base}.${format}`).toLowerCase())),
  );
  return ({ stem }, { method }, slug) => unique([stem, method.id, ...(slug === null ? [] : [slug])].join('.'));
}

function label(source: Source, { method }: ChosenMethod): string {
  return `${source.name}: ${method.title}`;
}

/** Turns progress within one method into progress of the whole. */
function progressOf(source: number, method: number, sources: number, methods: number): (fraction: number) => number {
  return (fraction) => (source * methods + method + fraction) / (sources * methods);
}
