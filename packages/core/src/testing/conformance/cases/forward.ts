import type { Tensors } from '../../../model.js';
import { dominators } from '../../../network/dominators.js';
import { normalTensor } from '../../normal-tensor.js';
import { expectClose, expectSame } from '../expect.js';
import type { ConformanceCase, ConformanceHarness, Trial } from '../harness.js';
import { tensorNames, trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { forwardTolerance as tolerance } from '../tolerances.js';

/** `run`: any tensor fetched, any tensor fed. */
export function forwardCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const { outputs, input } = network;
  const names = tensorNames(network);
  const inner = names.filter((name) => name !== input.name && !outputs.includes(name));
  /** Other values for a tensor than those that the network computes. */
  const other = async ({ reference, feeds }: Trial, name: string): Promise<Tensors> => ({
    [name]: normalTensor((await reference.run(feeds, [name]))[name]!.shape, 1, names.indexOf(name)),
  });
  const compare = async ({ model, reference }: Trial, feeds: Tensors, fetches: readonly string[]): Promise<void> => {
    const [actual, expected] = [await model.run(feeds, fetches), await reference.run(feeds, fetches)];
    const fed = Object.keys(feeds).join(', ');
    for (const name of fetches) expectClose(`'${name}', ${fed} fed`, actual[name], expected[name]!, tolerance);
  };
  return [
    trialCase(harness, network, 'every tensor is right, all fetched in one call', (trial) =>
      compare(trial, trial.feeds, names),
    ),
    trialCase(harness, network, 'every tensor is right, fetched alone', async (trial) => {
      for (const name of names) await compare(trial, trial.feeds, [name]);
    }),
    trialCase(harness, network, 'any inner tensor can be fed in place of being computed', async (trial) => {
      for (const name of inner) await compare(trial, { ...trial.feeds, ...(await other(trial, name)) }, outputs);
    }),
    trialCase(harness, network, 'what lies before a fed tensor is not needed', async (trial) => {
      for (const output of outputs) {
        const passed = dominators(trial.reference.layers, input.name, output).map(({ name }) => name);
        for (const name of inner.filter((name) => passed.includes(name)))
          await compare(trial, await other(trial, name), [output]);
      }
    }),
    trialCase(harness, network, 'several inner tensors can be fed at once', async (trial) => {
      const [first, second] = [inner.at(-1)!, inner.at(-2)!];
      await compare(
        trial,
        { ...trial.feeds, ...(await other(trial, first)), ...(await other(trial, second)) },
        outputs,
      );
    }),
    trialCase(harness, network, 'what is fed can be fetched, and comes back as it is', async (trial) => {
      const fed = { ...trial.feeds, ...(await other(trial, inner[0]!)) };
      const values = await trial.model.run(fed, [...Object.keys(fed), ...outputs]);
      for (const [name, tensor] of Object.entries(fed)) expectSame(`'${name}'`, values[name], tensor);
    }),
    trialCase(harness, network, 'a tensor that is fetched twice is there once', (trial) =>
      compare(trial, trial.feeds, [...outputs, ...outputs]),
    ),
    trialCase(harness, network, 'cut in two at any tensor, it gives the same', async (trial) => {
      const { model, reference, feeds } = trial;
      for (const output of outputs) {
        const whole = await model.run(feeds, [output, ...inner]);
        const passed = dominators(reference.layers, input.name, output).map(({ name }) => name);
        for (const name of inner.filter((name) => passed.includes(name))) {
          const behind = await model.run({ [name]: whole[name]! }, [output]);
          expectClose(`'${output}' behind '${name}'`, behind[output], whole[output]!, tolerance);
        }
      }
    }),
  ];
}
