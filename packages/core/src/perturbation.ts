import { throwIfAborted } from './errors.js';
import type { AbortSignalLike } from './errors.js';
import type { CanRun, Tensors } from './model.js';
import type { Progress } from './progress.js';
import type { FloatTensor } from './tensor.js';
import { asFloat, floatTensor, repeatRow } from './tensor.js';

/** A family of changed copies of one row of the input. */
export interface Perturbation {
  readonly count: number;
  /** Changes `copy`, which holds the unchanged row, into the index-th copy. */
  change(index: number, copy: Float32Array): void;
}

/** How a perturbation is evaluated. */
export interface PerturbationRun {
  readonly model: CanRun;
  /** Name of the tensor that is changed: the network's input, or a feature layer. */
  readonly input: string;
  /** Its unchanged row [1, ...]. */
  readonly row: FloatTensor;
  /** What else is fed with every copy, unchanged: one row [1, ...] each. */
  readonly others?: Tensors | undefined;
  readonly perturbation: Perturbation;
  /** In which order the copies are evaluated. Default: by index. */
  readonly order?: readonly number[];
  /** Tensors to fetch for every copy. */
  readonly fetches: readonly string[];
  /** Copies in one call of the runtime. Default: as many as `defaultBatchSize` says. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** What is counted in the progress. */
  readonly unit: string;
}

/** What the network said of some of the copies. */
export interface PerturbedBatch {
  readonly indices: readonly number[];
  /** Fetched tensors [indices.length, ...], by name. */
  readonly values: Readonly<Record<string, FloatTensor>>;
}

/** Bytes of perturbed input that one batch may hold. */
const batchBytes = 8 * 2 ** 20;

/** Copies per batch that keep the memory for one batch bounded: 1 to 16. */
export function defaultBatchSize(rowLength: number): number {
  return Math.min(16, Math.max(1, Math.floor(batchBytes / (4 * rowLength))));
}

/**
 * Evaluates a network on changed copies of an input, batch by batch. Memory is bounded by one batch. The values of a copy
 * do not depend on the batch it is in, up to the runtime's rounding.
 *
 * @throws XaiError `aborted` between batches
 */
export async function* evaluatePerturbation(run: PerturbationRun): AsyncGenerator<PerturbedBatch> {
  const { model, fetches, signal, onProgress, unit } = run;
  for (const { indices, feeds, done, total } of changedCopies(run)) {
    const values = await model.run(feeds, fetches, { signal });
    onProgress?.({ done, total, unit });
    yield { indices, values: Object.fromEntries(fetches.map((name) => [name, asFloat(values[name], name)])) };
  }
}

/** Some of the copies, as feeds of the network. */
export interface CopiesBatch {
  readonly indices: readonly number[];
  readonly feeds: Tensors;
  /** Copies up to the end of this batch, of how many. */
  readonly done: number;
  readonly total: number;
}

/**
 * The changed copies themselves, batch by batch, each made when it is asked for.
 *
 * @throws XaiError `aborted` between batches
 */
export function* changedCopies(
  run: Omit<PerturbationRun, 'model' | 'fetches' | 'onProgress' | 'unit'>,
): Generator<CopiesBatch> {
  const { input, row, others = {}, perturbation, signal } = run;
  const length = row.data.length;
  const size = run.batchSize ?? defaultBatchSize(length);
  const order = run.order ?? Array.from({ length: perturbation.count }, (_, index) => index);
  for (let start = 0; start < order.length; start += size) {
    throwIfAborted(signal);
    const indices = order.slice(start, start + size);
    const copies = new Float32Array(indices.length * length);
    indices.forEach((index, i) => {
      const copy = copies.subarray(i * length, (i + 1) * length);
      copy.set(row.data);
      perturbation.change(index, copy);
    });
    const unchanged = Object.entries(others).map(([name, one]) => [name, repeatRow(one, indices.length)] as const);
    const feeds = {
      ...Object.fromEntries(unchanged),
      [input]: floatTensor(copies, [indices.length, ...row.shape.slice(1)], row.layout),
    };
    yield { indices, feeds, done: start + indices.length, total: order.length };
  }
}
