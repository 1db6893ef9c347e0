/** Entry of the bundle for pages without a bundler: all elements, and the worker from beside this file. */
import { setWorkerFactory, workerFrom } from './client/spawn.js';
import './define.js';

setWorkerFactory(workerFrom(new URL(/* @vite-ignore */ './pellucid-worker.js', import.meta.url)));
