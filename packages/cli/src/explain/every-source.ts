import { XaiError, throwIfAborted } from '@pellucid/core';
import type { Progress } from '@pellucid/core';
import { exitCodeOf, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { createProgress } from '../terminal/progress.js';
import type { Failure } from './failure.js';
import { failureRecord } from './failure.js';
import type { ReadyMethod } from './option-files.js';
import type { Source } from './sources.js';

/** What is done with every source: it is seen, and each method makes results of what is seen. */
export interface Steps<Seen, Result> {
  see(at: number): Promise<Seen>;
  /** Called before the first method. */
  seen(seen: Seen): Promise<void>;
  work(method: ReadyMethod, seen: Seen, onProgress: (progress: Progress) => void): Promise<Result[]>;
  /** Writes a result, and gives its record. */
  keep(result: Result, source: Source, method: ReadyMethod): Promise<unknown>;
  failed(failure: Failure): void;
  /** Called where no method is left that works; with how many sources are not tried. */
  gaveUp(untried: number): void;
}

/** How it went. */
export interface Outcome {
  /** Of results and failures, in order. */
  readonly records: readonly unknown[];
  readonly failures: readonly Failure[];
  /** Results that are finished. */
  readonly done: number;
  /** Whether the person at the keyboard ended it. */
  readonly stopped: boolean;
}

/** Errors that a method will have with every picture of this network. */
const lasting = new Set(['model-invalid', 'model-unsupported', 'gradient-unsupported', 'runtime']);

/** Takes every source through every method. What fails is said and left out; only a wish to stop ends it early. */
export async function everySource<Seen, Result>(
  sources: readonly Source[],
  chosen: readonly ReadyMethod[],
  steps: Steps<Seen, Result>,
  io: Io,
): Promise<Outcome> {
  const records: unknown[] = [];
  const failures: Failure[] = [];
  const progress = createProgress(io.stderr);
  let methods = chosen;
  let stopped = false;

  const fail = (failure: Failure): void => {
    progress.hide();
    failures.push(failure);
    steps.failed(failure);
    records.push(failureRecord(failure));
    if (failure.error instanceof XaiError && lasting.has(failure.error.code)) {
      methods = failure.method === null ? [] : methods.filter(({ method }) => method.id !== failure.method);
    }
  };
  try {
    for (const [at, source] of sources.entries()) {
      if (methods.length === 0) {
        steps.gaveUp(sources.length - at);
        break;
      }
      const seen = await attempt(
        () => steps.see(at),
        (error) => fail({ name: source.name, method: null, error }),
      );
      if (!seen) continue;
      await steps.seen(seen);
      for (const [index, ready] of methods.entries()) {
        const step = progressOf(at, index, sources.length, methods.length);
        const label = `${source.name}: ${ready.method.title}`;
        const results = await attempt(
          () => {
            throwIfAborted(io.signal);
            progress.update(step(0), label);
            return steps.work(ready, seen, ({ done, total, unit }) =>
              progress.update(step(done / total), `${label}, ${done} of ${total} ${unit}`),
            );
          },
          (error) => fail({ name: source.name, method: ready.method.id, error }),
        );
        progress.hide();
        for (const result of results ?? []) records.push(await steps.keep(result, source, ready));
      }
    }
  } catch (error) {
    if (!(error instanceof XaiError) || error.code !== 'aborted') throw error;
    stopped = true;
  } finally {
    progress.hide();
  }
  return { records, failures, done: records.length - failures.length, stopped };
}

/** The exit status of a run that ended so. */
export function statusOf({ failures, done, stopped }: Outcome): number {
  if (stopped) return exitCodes.interrupted;
  if (failures.length === 0) return exitCodes.done;
  return done > 0 ? exitCodes.someFailed : exitCodeOf(failures[0]!.error);
}

/** Prints the records for a program: one by itself, several as an array. */
export function printRecords({ records }: Outcome, isSingle: boolean, { stdout }: Io): void {
  stdout.write(`${JSON.stringify(isSingle ? (records[0] ?? null) : records, null, 2)}\n`);
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

/** Turns progress within one method into progress of the whole. */
function progressOf(source: number, method: number, sources: number, methods: number): (fraction: number) => number {
  return (fraction) => (source * methods + method + fraction) / (sources * methods);
}
