import type { AbortSignalLike } from '../../../errors.js';
import { methodById } from '../../../catalog.js';
import { expectClose, expectError } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { forwardTolerance } from '../tolerances.js';

/** A signal that fires when it is told to. */
function switchable(aborted = false): AbortSignalLike & { aborted: boolean } {
  return { aborted, reason: 'the suite' };
}

export function cancellationCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const { name } = network.input;
  const [output = ''] = network.outputs;
  const cotangents = { [output]: { top: 1 } };
  return [
    trialCase(harness, network, 'a signal that has fired stops run and vjp', async ({ model, feeds }) => {
      const signal = switchable(true);
      await expectError('run', 'aborted', () => model.run(feeds, [output], { signal }));
      await expectError('vjp', 'aborted', () => model.vjp(feeds, cotangents, [name], { signal }));
    }),
    trialCase(harness, network, 'a signal that fires between calls stops the next', async ({ model, feeds }) => {
      const signal = switchable();
      await model.run(feeds, [output], { signal });
      await model.vjp(feeds, cotangents, [name], { signal });
      signal.aborted = true;
      await expectError('run', 'aborted', () => model.run(feeds, [output], { signal }));
      await expectError('vjp', 'aborted', () => model.vjp(feeds, cotangents, [name], { signal }));
    }),
    trialCase(harness, network, 'a method stops where its signal fires, and the model works on', async (trial) => {
      const { model, reference, feeds, input } = trial;
      const signal = switchable();
      const onProgress = (): void => {
        signal.aborted = true;
      };
      for (const method of ['occlusion', 'smoothgrad', 'integrated-gradients']) {
        signal.aborted = false;
        const options = { batchSize: 1, signal, onProgress };
        await expectError(method, 'aborted', () => methodById(method).run(model, input, options));
      }
      const [after, expected] = [await model.run(feeds, [output]), await reference.run(feeds, [output])];
      expectClose(`'${output}' afterwards`, after[output], expected[output]!, forwardTolerance);
    }),
  ];
}
