import { XaiError, drawableMap, similarityOf, throwIfAborted } from '@pellucid/core';
import type { Attribution } from '@pellucid/core';
import { releaseProxy, transfer } from 'comlink';
import type { Remote } from 'comlink';
import type { ExplanationResult, JobListener, WorkerService } from '../protocol.js';
import { explain } from './explain.js';
import { inspect } from './inspect.js';
import { createNetworks } from './networks.js';

/** The service of one worker. It does one job at a time: the page keeps the queue, and sends the next when one has ended. */
export function createService(): WorkerService {
  const networks = createNetworks();
  const running = new Map<number, AbortController>();

  /** Runs a job that `abort` can end. */
  const abortable = async <Result>(job: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
    const controller = new AbortController();
    running.set(job, controller);
    try {
      const result = await work(controller.signal);
      throwIfAborted(controller.signal);
      return result;
    } finally {
      running.delete(job);
    }
  };

  return {
    explain: (job, request, listener) =>
      abortable(job, async (signal) => {
        // Comlink hands callbacks over as objects of the other side: calls are promises, and the object has to be let go.
        const page = listener as unknown as Remote<JobListener>;
        const partials = partialsFor(page);
        try {
          const result = await explain(networks, request, {
            signal,
            onProgress: (progress) => void page.progress(progress),
            onPartial: partials.offer,
          });
          return transfer(result, buffersOf(result));
        } catch (error) {
          // What its runtime still holds may be gone, as with a lost graphics card.
          if (error instanceof XaiError && error.code === 'runtime') await networks.drop(request.model);
          throw error;
        } finally {
          await partials.arrived();
          page[releaseProxy]();
        }
      }),
    inspect: (job, request) => abortable(job, (signal) => inspect(networks, request, signal)),
    abort: (job) => {
      running.get(job)?.abort(new XaiError('aborted', 'It was cancelled on the page.'));
    },
    similarity: similarityOf,
    keep: (keys) => networks.keep(keys),
  };
}

/** Sends maps that are not finished: one at a time, and those that come while one is under way are left out. */
function partialsFor(page: Remote<JobListener>): {
  offer: (attribution: Attribution) => void;
  arrived: () => Promise<void>;
} {
  let underWay: Promise<void> | null = null;
  return {
    offer(attribution) {
      const drawable = underWay ? null : drawableMap(attribution);
      if (!drawable) return;
      // The method goes on with the memory of its map.
      const data = drawable.map.data.slice();
      const sent = { ...drawable, map: { ...drawable.map, data } };
      underWay = page.partial(transfer(sent, [data.buffer])).then(() => {
        underWay = null;
      });
    },
    arrived: async () => {
      await underWay;
    },
  };
}

/** The memory of a result, each piece once: a map that needs no drawing of its own is the attribution's own values. */
function buffersOf({ attribution, drawable, seen }: ExplanationResult): ArrayBuffer[] {
  const pieces = [attribution.values.data, drawable?.map.data, seen?.data];
  return [...new Set(pieces.flatMap((piece) => (piece ? [piece.buffer as ArrayBuffer] : [])))];
}
