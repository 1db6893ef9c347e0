import type { WorkerFactory } from './worker-factory.js';

/** Starts the worker from its sources: within this repository, and where the bundle itself is made. */
export const ownWorker: WorkerFactory = () =>
  // How bundlers find the worker: the call has to stand exactly like this.
  new Worker(new URL('../worker/main.js', import.meta.url), { type: 'module' });
