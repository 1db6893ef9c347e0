/** A piece of work to be timed. */
export interface Job {
  readonly name: string;
  readonly work: () => Promise<unknown>;
  /** Timed runs; the slow jobs want few. */
  readonly repeats: number;
}

/** Median milliseconds of each job, by name. Rounds of all jobs alternate, so that a slow spell of the machine hits all alike. */
export async function measure(jobs: readonly Job[]): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(jobs.map(({ name }) => [name, []]));
  for (const { work } of jobs) await work();
  const rounds = Math.max(...jobs.map(({ repeats }) => repeats));
  for (let round = 0; round < rounds; round++) {
    for (const { name, work, repeats } of jobs) {
      if (round >= repeats) continue;
      // The run before the timed one brings this job's weights back into the caches.
      if (repeats > 3) await work();
      const start = performance.now();
      await work();
      times.get(name)!.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
