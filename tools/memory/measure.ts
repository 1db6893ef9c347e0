import { setTimeout as rest } from 'node:timers/promises';

/** Bytes in use once garbage is collected. */
export interface Sample {
  readonly explanations: number;
  /** What the system counts for the process, native memory of the runtime included. */
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
  readonly arrayBuffers: number;
  /** Tensors of TensorFlow.js; null where it does not compute. */
  readonly tensors: number | null;
}

export async function sample(explanations: number, tensors: number | null): Promise<Sample> {
  if (!globalThis.gc) throw new Error('Run node with --expose-gc: memory is compared without garbage.');
  // What a first pass lets go, a second one frees: buffers and native objects have finalizers.
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc();
    await rest(20);
  }
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { explanations, resident: rss, heap: heapUsed, external, arrayBuffers, tensors };
}

/** Explanations after which caches and pools are full. */
export const warmUp = 50;

/**
 * Bytes by which resident memory grew after the warm-up: the median of the last five samples less that of the first five.
 * Single samples are off by some MiB, as the allocator keeps pools.
 */
export function growthOf(samples: readonly Sample[]): number {
  const later = samples.filter(({ explanations }) => explanations >= warmUp).map(({ resident }) => resident);
  const some = Math.min(5, later.length >> 1);
  if (some === 0) throw new Error(`At least ${2 * warmUp} explanations are needed to tell growth from warming up.`);
  return median(later.slice(-some)) - median(later.slice(0, some));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

export function tableOf(samples: readonly Sample[]): string {
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  const rows = samples.map(({ explanations, resident, heap, external, arrayBuffers, tensors }) =>
    [String(explanations), ...[resident, heap, external, arrayBuffers].map(mib), String(tensors ?? '')].join(' | '),
  );
  return [
    'explanations | resident MiB | heap | external | array buffers | tensors',
    '--- | --- | --- | --- | --- | ---',
    ...rows,
  ]
    .map((line) => `| ${line} |`)
    .join('\n');
}
