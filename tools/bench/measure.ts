import { setTimeout as rest } from 'node:timers/promises';

/** A piece of work to be timed. */
export interface Job {
  readonly name: string;
  readonly work: () => Promise<unknown>;
  /** Timed runs in each round; the slow jobs want few. */
  readonly repeats: number;
}

const rounds = 3;

/** Long enough for the threads of the session before to stop spinning, which would otherwise take a core from the next. */
const restMilliseconds = 100;

/**
 * Median milliseconds of each job, by name. Rounds of all jobs alternate, so that a slow spell of the machine hits all
 * alike; within a round a job runs several times in a row, as its caches want it.
 */
export async function measure(jobs: readonly Job[]): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(jobs.map(({ name }) => [name, []]));
  for (const { work } of jobs) await work();
  for (let round = 0; round < rounds; round++) {
    for (const { name, work, repeats } of jobs) {
      await rest(restMilliseconds);
      if (repeats > 1) await work();
      for (let run = 0; run < repeats; run++) {
        const start = performance.now();
        await work();
        times.get(name)!.push(performance.now() - start);
      }
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
