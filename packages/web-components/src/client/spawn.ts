import { ownWorker } from '#worker';
import type { WorkerFactory } from './worker-factory.js';

let factory: WorkerFactory = ownWorker;

/**
 * Replaces how the worker is started, for pages that keep it elsewhere. It holds for workers that are started from then on.
 */
export function setWorkerFactory(workerFactory: WorkerFactory): void {
  factory = workerFactory;
}

export function spawnWorker(): Worker {
  return factory();
}

/**
 * Starts a worker from any address. Browsers refuse a worker of another server than the page's (a CDN), but take a few
 * lines of the page's own that import it; the page's Content-Security-Policy then has to allow `worker-src blob:`.
 */
export function workerFrom(url: URL): WorkerFactory {
  return () => {
    if (url.origin === location.origin) return new Worker(url, { type: 'module' });
    const shim = new Blob([shimFor(url)], { type: 'text/javascript' });
    const address = URL.createObjectURL(shim);
    const worker = new Worker(address, { type: 'module' });
    // The address has been taken by then.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    return worker;
  };
}

/**
 * An `import` declaration would have to be allowed by worker-src too, `import()` only by script-src, as the page's own script
 * is. What the page sends before the module listens is kept for it.
 */
function shimFor(url: URL): string {
  return `const early = [];
const keep = ({ data }) => early.push(data);
addEventListener('message', keep);
await import(${JSON.stringify(url.href)});
removeEventListener('message', keep);
for (const data of early) dispatchEvent(new MessageEvent('message', { data }));`;
}
