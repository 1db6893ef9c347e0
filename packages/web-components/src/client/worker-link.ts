import { XaiError } from '@pellucid/core';
import { releaseProxy, wrap } from 'comlink';
import type { Remote } from 'comlink';
import type { WorkerService } from '../protocol.js';
import { keepErrors } from '../transfer-errors.js';
import { spawnWorker } from './spawn.js';

/** A running worker. */
export interface WorkerLink {
  readonly service: Remote<WorkerService>;
  /** Rejects when the worker cannot be started or breaks down; never resolves. */
  readonly broken: Promise<never>;
  terminate(): void;
}

let hasHandlers = false;

/** @throws XaiError `runtime` where the browser refuses the worker */
export function startWorker(): WorkerLink {
  if (!hasHandlers) keepErrors();
  hasHandlers = true;
  let worker: Worker;
  try {
    worker = spawnWorker();
  } catch (cause) {
    throw notStarted((cause as Error).message, cause);
  }
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      // What goes wrong within a job is answered there. An event without a message: the module could not be loaded.
      event.preventDefault();
      reject(notStarted(event.message || 'its module could not be loaded', event));
    });
  });
  broken.catch(() => undefined);
  const service = wrap<WorkerService>(worker);
  return {
    service,
    broken,
    terminate() {
      service[releaseProxy]();
      worker.terminate();
    },
  };
}

function notStarted(reason: string, cause: unknown): XaiError {
  return new XaiError(
    'runtime',
    `The worker that computes does not run: ${reason}. Look whether its file is served, and whether the page's Content-Security-Policy allows it (worker-src).`,
    { cause },
  );
}
