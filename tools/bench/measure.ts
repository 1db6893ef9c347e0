import { setTimeout as rest } from 'node:timers/promises';

/** A piece of work to be timed. */
export interface Job {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

/** Milliseconds of a job. */
export interface Timing {
  /** Of the first run, which compiles sessions, packs weights and fills pools. */
  readonly first: number;
  readonly least: number;
  readonly median: number;
}

const rounds = 3;

/** Timed runs of a job in each round: the quick ones want many. */
const repeats = (milliseconds: number): number => (milliseconds < 100 ? 7 : milliseconds < 1000 ? 3 : 1);

/** Work that takes longer is timed in one round only. */
const slowMilliseconds = 5000;

/** Long enough for the threads of the session before to stop spinning, which would otherwise take a core from the next. */
const restMilliseconds = 100;

/**
 * How long each job takes, by name. Rounds of all jobs alternate, so that a slow spell of the machine hits all
 * alike; within a round a job runs several times in a row, as its caches want it. One that fails is left out, and said.
 */
export async function measure(jobs: readonly Job[]): Promise<Map<string, Timing>> {
  const times = new Map<string, number[]>();
  const first = new Map<string, number>();
  for (const { name, work } of jobs) {
    try {
      first.set(name, await timed(work));
    } catch (error) {
      console.error(`${name} is not timed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, work } of jobs) {
      const expected = first.get(name);
      if (expected === undefined || (round > 0 && expected > slowMilliseconds)) continue;
      await rest(restMilliseconds);
      const count = repeats(expected);
      if (count > 1) await work();
      for (let run = 0; run < count; run++) times.set(name, [...(times.get(name) ?? []), await timed(work)]);
    }
  }
  return new Map(
    [...times].map(([name, list]) => [
      name,
      { first: first.get(name)!, least: Math.min(...list), median: median(list) },
    ]),
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
