import type { WorkerFactory } from './worker-factory.js';

/**
 * Starts the worker that the package brings ready-made. Development servers hand out the worker of a package as it is, and
 * TensorFlow.js imports CommonJS, which browsers do not read.
 */
export const ownWorker: WorkerFactory = () =>
  // How bundlers find the worker: the call has to stand exactly like this.
  new Worker(new URL('../../bundle/pellucid-worker.js', import.meta.url), { type: 'module' });
