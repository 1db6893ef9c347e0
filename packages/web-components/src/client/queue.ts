import { XaiError } from '@pellucid/core';
import type { Remote } from 'comlink';
import type { WorkerService } from '../protocol.js';
import type { WorkerLink } from './worker-link.js';
import { startWorker } from './worker-link.js';

/** Milliseconds that a job has to end after it was cancelled, before its worker is ended. */
const grace = 2000;

/** One piece of work for the worker. */
interface Task {
  readonly call: (service: Remote<WorkerService>, job: number) => Promise<unknown>;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * The worker and what waits for it. One job is with the worker at a time; the others wait here, so that nothing of theirs
 * is lost when a worker has to be ended.
 */
export interface WorkQueue {
  /** @param call is given the number by which the worker knows the job */
  add<Result>(
    call: (service: Remote<WorkerService>, job: number) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Ends the worker, if there is one, and frees all that it holds. Work that waits starts a new one. */
  stop(): void;
}

export function createQueue(): WorkQueue {
  const waiting: Task[] = [];
  let link: WorkerLink | null = null;
  let busy = false;
  let jobs = 0;
  /** Rejects the job that is with the worker: an ended worker answers nothing. */
  let giveUp = (): void => undefined;

  const stop = (): void => {
    link?.terminate();
    link = null;
    giveUp();
  };

  const pump = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      try {
        task.resolve((await run(task)) as never);
      } catch (error) {
        task.reject(error);
      }
    }
    busy = false;
  };

  const run = async ({ call, signal }: Task): Promise<unknown> => {
    const job = ++jobs;
    link ??= startWorker();
    const { service, broken } = link;
    // The next job gets a new worker.
    broken.catch(() => {
      if (link?.broken === broken) stop();
    });
    const ended = new Promise<never>((_, reject) => {
      giveUp = () => reject(cancelled());
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = (): void => {
      void service.abort(job);
      // Within one long call of the runtime it hears nothing.
      timer = setTimeout(stop, grace);
    };
    signal?.addEventListener('abort', cancel);
    try {
      return await Promise.race([call(service, job), broken, ended]);
    } finally {
      clearTimeout(timer);
      giveUp = () => undefined;
      signal?.removeEventListener('abort', cancel);
    }
  };

  return {
    add: (call, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(cancelled());
          return;
        }
        const task: Task = { call, resolve, reject, signal };
        waiting.push(task);
        signal?.addEventListener('abort', () => {
          const at = waiting.indexOf(task);
          if (at < 0) return;
          waiting.splice(at, 1);
          reject(cancelled());
        });
        void pump();
      }),
    stop,
  };
}

function cancelled(): XaiError {
  return new XaiError('aborted', 'It was cancelled.');
}
