/** Tasks of the main threads of renderers in a trace of Chromium. */

/** One task. */
export interface Task {
  /** Milliseconds from its begin to its end. Longer than it worked where the machine had other things to do. */
  readonly wall: number;
  /** Milliseconds that the thread computed in it. */
  readonly cpu: number;
  /** What took most of it, from the outside to the inside: names of the trace, with function and file where it tells. */
  readonly inside: readonly string[];
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, as all times here. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly functionName?: string; readonly url?: string; readonly type?: string };
  };
}

/** How much of its parent a part has to be to be named. */
const part = 0.4;
/** Names that say what a task is. */
const depth = 2;

/** @throws Error where the trace has none, so that no measurement passes by seeing nothing */
export function tasksOf({ traceEvents }: { readonly traceEvents: readonly TraceEvent[] }): Task[] {
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const own = traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && threads.has(`${pid} ${tid}`));
  const tasks = own.filter(({ name, cat }) => name === 'RunTask' && cat.includes('devtools.timeline'));
  if (tasks.length === 0) throw new Error('The trace has no task of a main thread.');
  return tasks.map((task) => ({
    wall: (task.dur ?? 0) / 1000,
    cpu: (task.tdur ?? 0) / 1000,
    inside: insideOf(
      task,
      own.filter(({ pid, ts }) => pid === task.pid && ts >= task.ts && ts <= task.ts + (task.dur ?? 0)),
    ),
  }));
}

function insideOf(outer: TraceEvent, events: readonly TraceEvent[]): string[] {
  const names: string[] = [];
  let parent = outer;
  for (;;) {
    const end = parent.ts + (parent.dur ?? 0);
    const children = events.filter(
      (event) =>
        event !== parent &&
        !/^(ThreadControllerImpl::)?RunTask$/.test(event.name) &&
        event.ts >= parent.ts &&
        event.ts + (event.dur ?? 0) <= end &&
        (event.dur ?? 0) < (parent.dur ?? 0),
    );
    const largest = children.reduce<TraceEvent | null>((a, b) => (a && (a.dur ?? 0) >= (b.dur ?? 0) ? a : b), null);
    // Deeper ones are the browser's own parts of these.
    if (names.length === depth || !largest || (largest.dur ?? 0) < part * (parent.dur ?? 0)) return names;
    names.push(wordsOf(largest));
    parent = largest;
  }
}

function wordsOf({ name, args }: TraceEvent): string {
  const { functionName, url, type } = args?.data ?? {};
  const file = url?.split('/').at(-1);
  return [name, type, functionName, file].filter((word) => word !== undefined && word !== '').join(' ');
}
