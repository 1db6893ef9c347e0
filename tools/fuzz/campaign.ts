import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Answer } from './child.js';

export interface Limits {
  /** Milliseconds of the processor that a case may take, and as many again nine times over of the clock, as on a busy machine. */
  readonly time: number;
  /** Bytes of resident memory that it may add to what the process had before it. */
  readonly memory: number;
}

export interface Result {
  readonly index: number;
  /** How the case was made; empty where the process ended before it could say. */
  readonly what: string;
  readonly result: string;
  readonly message: string;
  readonly sound: boolean;
  /** Of the processor; of the clock where the process ended. */
  readonly milliseconds: number;
}

export const limits: Limits = { time: 20_000, memory: 2 ** 30 };

/** Runs cases in child processes, as many as there are `workers`; results come in any order. */
export async function runCampaign(
  seed: number,
  indices: readonly number[],
  workers: number,
  report: (result: Result) => void,
): Promise<void> {
  const queue = indices[Symbol.iterator]();
  await Promise.all(Array.from({ length: workers }, () => work(seed, queue, report)));
}

async function work(seed: number, queue: Iterator<number>, report: (result: Result) => void): Promise<void> {
  let child: Child | null = null;
  try {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      child ??= await startChild();
      const result = await child.run(seed, next.value);
      report(result);
      // A process that broke a rule may be dead or damaged.
      if (!result.sound) {
        child.end();
        child = null;
      }
    }
  } finally {
    child?.end();
  }
}

interface Child {
  run(seed: number, index: number): Promise<Result>;
  end(): void;
}

async function startChild(): Promise<Child> {
  const process = fork(fileURLToPath(new URL('child.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx', '--conditions=@pellucid/source', '--max-old-space-size=512'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  process.stderr!.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-4000)));
  const ready = await nextMessage(process);
  if (ready === null) throw new Error(`The process for the cases does not start: ${stderr}`);
  return {
    end: () => process.kill('SIGKILL'),
    async run(seed, index) {
      const started = performance.now();
      const base = residentBytes(process.pid!) ?? 0;
      const end = (result: string, message: string, what = ''): Result => ({
        index,
        what,
        result,
        message,
        sound: false,
        milliseconds: performance.now() - started,
      });
      const done = nextMessage(process);
      process.send({ seed, index });
      const over = new AbortController();
      const watch = watchLimits(process, base, over.signal);
      const answer = await done;
      over.abort();
      const broken = await watch;
      if (answer === null || answer.ready)
        return end(broken ?? `crash (${process.signalCode ?? `exit ${process.exitCode}`})`, stderr);
      const { what, result, message, sound, peak, worked } = answer;
      // The peak is that of the whole process; it counts where it rose in this case.
      if (peak - base > limits.memory)
        return end('memory', `${Math.round((peak - base) / 2 ** 20)} MiB more than before; ${result} ${message}`, what);
      return { index, what, result, message, sound, milliseconds: worked };
    },
  };
}

/** The next message, or null where the process ends without one. */
function nextMessage(process: ChildProcess): Promise<Answer | null> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | null): void => {
      process.off('message', settle);
      process.off('exit', gone);
      resolve(answer);
    };
    const gone = (): void => settle(null);
    process.on('message', settle);
    process.on('exit', gone);
  });
}

/** Ends a process that takes too long or too much, and says which; null where it did neither. */
async function watchLimits(process: ChildProcess, base: number, over: AbortSignal): Promise<string | null> {
  const started = performance.now();
  const startedAt = processorTime(process.pid!) ?? 0;
  for (;;) {
    await rest(50, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return null;
    const worked = (processorTime(process.pid!) ?? 0) - startedAt;
    const broken =
      worked > limits.time || performance.now() - started > 10 * limits.time
        ? 'hang'
        : (residentBytes(process.pid!) ?? 0) - base > limits.memory
          ? 'memory'
          : null;
    if (!broken) continue;
    process.kill('SIGKILL');
    return broken;
  }
}

/** What the system says of a process's resident memory; undefined where it does not say it in a file. */
function residentBytes(pid: number): number | undefined {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  } catch {
    return undefined;
  }
}

/** Milliseconds that the process has computed; undefined where the system does not say it in a file. */
function processorTime(pid: number): number | undefined {
  try {
    // Behind the name, which may hold anything, the 12th and 13th fields: hundredths of seconds in user and system mode.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
