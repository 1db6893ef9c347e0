import { expect, test } from 'vitest';
import { arrayCotangents, runInBatches } from '../../src/backend/batches.js';
import type { TensorGroups } from '../../src/backend/batches.js';
import { floatTensor } from '../../src/tensor.js';
import type { Tensor } from '../../src/tensor.js';

const column = (...values: number[]): Tensor => floatTensor(Float32Array.from(values), [values.length, 1]);

/** A network with a fixed batch of 2: twice the rows and, as `heads`, each row three times. */
const sides: Readonly<Record<string, number>> = { rows: 2, heads: 6, state: 1 };
const batchesSeen: number[] = [];
const execute = async ({ feeds }: TensorGroups<'feeds'>) => {
  const { rows, state } = feeds;
  batchesSeen.push(rows!.shape[0]!);
  const shift = (state!.data as Float32Array)[0]!;
  const values = [...(rows!.data as Float32Array)];
  return {
    values: {
      doubled: column(...values.map((value) => 2 * value + shift)),
      heads: column(...values.flatMap((value) => [value, value, value])),
      total: floatTensor(Float32Array.of(7), []),
    },
  };
};
const run = (feeds: Record<string, Tensor>, signal?: AbortSignal) =>
  runInBatches(execute, { feeds }, 2, (name) => sides[name], signal);

test('rows go through in batches of the fixed size, and come back joined; a state goes to each; a scalar stays one', async () => {
  batchesSeen.length = 0;
  const { values } = await run({ rows: column(1, 2, 3, 4, 5, 6), state: column(100) });
  expect(batchesSeen).toEqual([2, 2, 2]);
  expect([...(values.doubled!.data as Float32Array)]).toEqual([102, 104, 106, 108, 110, 112]);
  expect(values.heads!.shape).toEqual([18, 1]);
  expect(values.total!.shape).toEqual([]);
});

test('rows that make no whole batches, and inputs with different numbers of batches, are refused before work', async () => {
  batchesSeen.length = 0;
  await expect(run({ rows: column(1, 2, 3), state: column(0) })).rejects.toMatchObject({ code: 'usage' });
  const uneven = { rows: column(1, 2, 3, 4), heads: column(...new Array<number>(6).fill(0)), state: column(0) };
  await expect(run(uneven)).resolves.toBeDefined();
  const clash = { rows: column(1, 2, 3, 4), heads: column(...new Array<number>(18).fill(0)), state: column(0) };
  batchesSeen.length = 0;
  await expect(run(clash)).rejects.toThrow("'rows' holds 2 batches, but 'heads' holds 3");
  expect(batchesSeen).toEqual([]);
});

test('a signal stops between batches', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(run({ rows: column(1, 2, 3, 4), state: column(0) }, controller.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('symbols among cotangents are not split', () => {
  const given = column(1);
  expect(arrayCotangents({ scores: { top: 1 }, features: given })).toEqual({ features: given });
});
