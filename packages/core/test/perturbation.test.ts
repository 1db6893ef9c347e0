import { describe, expect, test } from 'vitest';
import type { Progress } from '../src/progress.js';
import { defaultBatchSize, evaluatePerturbation } from '../src/perturbation.js';
import type { PerturbationRun, PerturbedBatch } from '../src/perturbation.js';
import { normalTensor, polynomialModel } from '../src/testing/index.js';
import { floatTensor } from '../src/tensor.js';

const row = floatTensor(Float32Array.of(1, 2, 0), [1, 3]);

/** Copies in which x is the index: f = 5 index + 4. */
function setUp(options: Partial<PerturbationRun> = {}) {
  const model = polynomialModel();
  const seen: number[][] = [];
  const run: PerturbationRun = {
    model,
    input: 'input',
    row,
    perturbation: {
      count: 7,
      change(index, copy) {
        seen.push([...copy]);
        copy[0] = index;
      },
    },
    fetches: ['f'],
    unit: 'copies',
    ...options,
  };
  const batches = async (): Promise<PerturbedBatch[]> => {
    const all: PerturbedBatch[] = [];
    for await (const batch of evaluatePerturbation(run)) all.push(batch);
    return all;
  };
  return { model, seen, batches };
}

const scores = (batches: readonly PerturbedBatch[]): Map<number, number> =>
  new Map(batches.flatMap(({ indices, values }) => indices.map((index, i) => [index, values['f']!.data[i]!])));

test('every copy starts from the unchanged row, and is evaluated once', async () => {
  const { seen, batches, model } = setUp({ batchSize: 3 });
  const all = await batches();
  expect(all.map(({ indices }) => indices)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect([...scores(all)]).toEqual(Array.from({ length: 7 }, (_, index) => [index, 5 * index + 4]));
  expect(seen).toEqual(new Array(7).fill([1, 2, 0]));
  expect([...row.data]).toEqual([1, 2, 0]);
  expect(model.counts).toMatchObject({ run: 3, rows: { f: 7 } });
});

test('in a given order, of which the values do not depend', async () => {
  const order = [6, 2, 4, 0, 1, 5, 3];
  const all = await setUp({ batchSize: 2, order }).batches();
  expect(all.flatMap(({ indices }) => indices)).toEqual(order);
  expect(new Map([...scores(all)].sort(([a], [b]) => a - b))).toEqual(scores(await setUp().batches()));
});

test('progress after every batch', async () => {
  const steps: Progress[] = [];
  await setUp({ batchSize: 3, onProgress: (step) => steps.push(step) }).batches();
  expect(steps).toEqual([3, 6, 7].map((done) => ({ done, total: 7, unit: 'copies' })));
});

describe('stopping', () => {
  test('a signal, between batches', async () => {
    const signal = { aborted: false, reason: null };
    const { batches, model } = setUp({ batchSize: 3, signal, onProgress: () => (signal.aborted = true) });
    await expect(batches()).rejects.toMatchObject({ code: 'aborted' });
    expect(model.counts.run).toBe(1);
  });

  test('a consumer that has seen enough', async () => {
    const { model } = setUp();
    const run = evaluatePerturbation({
      model,
      input: 'input',
      row,
      perturbation: { count: 7, change: () => {} },
      fetches: ['f'],
      batchSize: 1,
      unit: 'copies',
    });
    for await (const batch of run) if (batch.indices[0] === 2) break;
    expect(model.counts.run).toBe(3);
  });
});

test('the default batch keeps 8 MiB of inputs, 1 to 16 copies', () => {
  expect(defaultBatchSize(3 * 224 * 224)).toBe(13);
  expect(defaultBatchSize(10)).toBe(16);
  expect(defaultBatchSize(normalTensor([1]).data.length * 1e8)).toBe(1);
});
