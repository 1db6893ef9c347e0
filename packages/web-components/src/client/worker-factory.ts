/** Starts a worker that runs the module `@pellucid/web-components/worker`. */
export type WorkerFactory = () => Worker;
