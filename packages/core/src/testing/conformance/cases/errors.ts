import type { RuleSet, Tensors } from '../../../model.js';
import type { BoolTensor, IntTensor } from '../../../tensor.js';
import { rows } from '../../../tensor.js';
import { normalTensor } from '../../normal-tensor.js';
import { expectClose, expectError } from '../expect.js';
import type { ConformanceCase, ConformanceHarness, Trial } from '../harness.js';
import { trialCase } from '../harness.js';
import { classifier as network } from '../networks/classifier.js';
import { forwardTolerance } from '../tolerances.js';

/** Mistakes of the caller: an XaiError with the code of `CanRun` and `CanDifferentiate`, thrown before work begins. */
export function errorCases(harness: ConformanceHarness): ConformanceCase[] {
  const errorCase = (topic: string, work: (trial: Trial) => Promise<void>): ConformanceCase =>
    trialCase(harness, network, topic, async (trial) => {
      await work(trial);
      // Whatever went wrong, the next call is right.
      const { model, reference, feeds } = trial;
      const [after, expected] = [await model.run(feeds, ['logits']), await reference.run(feeds, ['logits'])];
      expectClose(`'logits' afterwards`, after['logits'], expected['logits']!, forwardTolerance);
    });
  const top = { logits: { top: 1 } };
  return [
    errorCase('an unknown tensor is an error that gives the nearest name', async ({ model, feeds, input }) => {
      const words = [`'logit'`, `'logits'`];
      await expectError('Fetched', 'usage', () => model.run(feeds, ['logit']), words);
      await expectError('Fetched by vjp', 'usage', () => model.vjp(feeds, top, [], { fetches: ['logit'] }), words);
      await expectError('Differentiated', 'usage', () => model.vjp(feeds, { logit: { top: 1 } }, ['image']), words);
      await expectError('wrt', 'usage', () => model.vjp(feeds, top, ['imag']), [`'imag'`, `'image'`]);
      await expectError('Fed', 'usage', () => model.run({ imag: input }, ['logits']), [`'imag'`, `'image'`]);
      await expectError('Inherited name', 'usage', () => model.run(feeds, ['constructor']), [`'constructor'`]);
    }),
    errorCase('a wrong shape is an error that gives both', async ({ model, feeds, input }) => {
      const refuse = (what: string, fed: Tensors, words: string[]): Promise<void> =>
        expectError(what, 'input-invalid', () => model.run(fed, ['logits']), words);
      const swapped = { ...input, shape: [2, 8, 10, 3] };
      await refuse('Channels last', { image: swapped }, [`'image'`, '3, 8, 10', '2, 8, 10, 3']);
      await refuse('Rank', { image: { ...input, shape: [2, 3, 80], layout: null } }, ['2, 3, 80']);
      await refuse('Size', { image: normalTensor([2, 3, 8, 9]) }, ['2, 3, 8, 9']);
      await refuse('Inner tensor', { features: normalTensor([2, 6, 5, 4]) }, [`'features'`, '6, 4, 5', '2, 6, 5, 4']);
      const cotangents = { logits: normalTensor([2, 4]) };
      await expectError('Cotangent', 'input-invalid', () => model.vjp(feeds, cotangents, ['image']), [`'logits'`]);
    }),
    errorCase('a wrong type is an error that gives both', async ({ model, input }) => {
      const integers: IntTensor = { ...input, dtype: 'int64', data: new BigInt64Array(input.data.length) };
      const booleans: BoolTensor = { ...input, dtype: 'bool', data: new Uint8Array(input.data.length) };
      for (const image of [integers, booleans])
        await expectError(image.dtype, 'input-invalid', () => model.run({ image }, ['logits']), [
          'float32',
          image.dtype,
        ]);
    }),
    errorCase('different numbers of rows are an error', async ({ model, feeds, input }) => {
      const features = normalTensor([3, 6, 4, 5]);
      await expectError('Fed', 'input-invalid', () => model.run({ ...feeds, features }, ['conv1', 'logits']));
      const cotangents = { logits: normalTensor([1, 5]) };
      await expectError('Cotangent', 'input-invalid', () => model.vjp(feeds, cotangents, ['image']));
      const one = { image: rows(input, 0, 1), features: normalTensor([2, 6, 4, 5]) };
      await expectError('One row and two', 'input-invalid', () => model.run(one, ['conv1', 'logits']));
    }),
    errorCase('an input that is needed and not fed is an error that names it', async ({ model }) => {
      const feeds = { features: normalTensor([2, 6, 4, 5]) };
      await expectError('run', 'usage', () => model.run(feeds, ['conv1', 'logits']), [`'image'`]);
      await expectError('vjp', 'usage', () => model.vjp(feeds, { conv1: normalTensor([2, 4, 8, 10]) }, ['relu1']), [
        `'image'`,
      ]);
    }),
    errorCase('an unknown rule set is an error that names it', async ({ model, feeds }) => {
      // As code without types may call it.
      for (const rules of ['guided', 'constructor'] as string[] as RuleSet[])
        await expectError(rules, 'usage', () => model.vjp(feeds, top, ['image'], { rules }), [`'${rules}'`]);
    }),
    errorCase('a rule set without an activation to change is refused', async ({ model }) => {
      const feeds = { pooled: normalTensor([2, 6]) };
      for (const rules of ['guided-backprop', 'deconvnet'] as const)
        await expectError(rules, 'model-unsupported', () => model.vjp(feeds, top, ['pooled'], { rules }));
    }),
    errorCase('a rank that is not there is an error', async ({ model, feeds }) => {
      for (const rank of [0, 6, 1.5, Number.NaN])
        await expectError(`top ${rank}`, 'usage', () => model.vjp(feeds, { logits: { top: rank } }, ['image']), ['5']);
      const spatial = { features: { top: 1 } };
      await expectError('A map', 'usage', () => model.vjp(feeds, spatial, ['image']), [`'features'`]);
    }),
  ];
}
