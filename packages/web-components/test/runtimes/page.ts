/** The page of runtimes.test.ts: hands a job to a worker of its own, and waits for the answer. */
import type { Answer, Job } from './worker.js';

declare global {
  var runJob: (job: Job) => Promise<Answer>;
}

globalThis.runJob = (job) =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    const end = (answer: Answer): void => {
      worker.terminate();
      resolve(answer);
    };
    worker.onmessage = ({ data }: MessageEvent<Answer>) => end(data);
    worker.onerror = ({ message }) => end({ error: `The worker did not start: ${message}` });
    worker.postMessage(job);
  });
