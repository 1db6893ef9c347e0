import type { DrawableMap, FloatTensor, Progress, Similarity } from '@pellucid/core';
import { proxy, transfer } from 'comlink';
import { modelKey } from '../protocol.js';
import type { ExplainJob, ExplanationResult, ModelRequest, NetworkFacts } from '../protocol.js';
import { createQueue } from './queue.js';

export interface ExplainCallbacks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Ever better maps of methods that take long. */
  readonly onPartial?: (drawable: DrawableMap) => void;
}

/** What one element holds of the worker that all elements of a page share. */
export interface Client {
  explain(job: ExplainJob, callbacks?: ExplainCallbacks): Promise<ExplanationResult>;
  inspect(model: ModelRequest, signal?: AbortSignal): Promise<NetworkFacts>;
  /** @param a values [1, ...], the reference; `b` of the same shape */
  similarity(a: FloatTensor, b: FloatTensor, signal?: AbortSignal): Promise<Similarity>;
  /** Lets go of networks that no other element uses; the worker ends with its last client. */
  close(): void;
}

const queue = createQueue();
/** The networks that each open client has asked for last. */
const held = new Map<Client, ReadonlySet<string>>();

/**
 * @param networks how many of the networks it asked for last a client keeps. Default 1
 */
export function openClient(networks = 1): Client {
  const hold = (model: ModelRequest): void => {
    const key = modelKey(model);
    const before = [...(held.get(client) ?? [])].filter((each) => each !== key);
    const kept = new Set([...before, key].slice(-networks));
    const dropped = before.some((each) => !kept.has(each));
    held.set(client, kept);
    if (dropped) keepHeld();
  };
  const client: Client = {
    explain(job, { signal, onProgress = () => undefined, onPartial = () => undefined } = {}) {
      hold(job.model);
      return queue.add((service, id) => {
        const bitmaps = job.picture.kind === 'bitmap' ? [job.picture.bitmap] : [];
        const listener = proxy({ progress: onProgress, partial: onPartial });
        return service.explain(id, transfer(job, bitmaps), listener);
      }, signal);
    },
    inspect(model, signal) {
      hold(model);
      return queue.add((service, id) => service.inspect(id, model), signal);
    },
    similarity: (a, b, signal) => queue.add((service) => service.similarity(a, b), signal),
    close() {
      if (!held.delete(client)) return;
      if (held.size === 0) queue.stop();
      else keepHeld();
    },
  };
  held.set(client, new Set());
  return client;
}

/** Frees the networks that no client holds, in turn with the jobs. */
function keepHeld(): void {
  const keys = [...held.values()].flatMap((own) => [...own]);
  queue.add((service) => service.keep(keys)).catch(() => undefined);
}
