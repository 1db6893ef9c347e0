import type { Tensors } from '../../../model.js';
import { expectSame } from '../expect.js';
import type { ConformanceCase, ConformanceHarness, Trial } from '../harness.js';
import { tensorNames, trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';

/** What holds between calls: determinism, and no traces. */
export function callCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const names = tensorNames(network);
  const { name } = network.input;
  const [output = ''] = network.outputs;
  /** Three calls that a backend might mix up. */
  const calls = ({ model, feeds }: Trial): readonly (() => Promise<Tensors>)[] => [
    () => model.run(feeds, names),
    async () => (await model.vjp(feeds, { [output]: { top: 1 } }, names)).gradients,
    async () => (await model.vjp(feeds, { [output]: { top: 1 } }, names, { rules: 'deconvnet' })).gradients,
  ];
  const expectSameTensors = (actual: Tensors, expected: Tensors): void => {
    for (const tensor of names) expectSame(`'${tensor}'`, actual[tensor], expected[tensor]);
  };
  return [
    trialCase(harness, network, 'the same call gives the same bytes', async (trial) => {
      for (const call of calls(trial)) expectSameTensors(await call(), await call());
    }),
    trialCase(harness, network, 'the same network, built again, gives the same bytes', async (trial) => {
      const again = await harness.build(network);
      try {
        const other = calls({ ...trial, model: again });
        for (const [i, call] of calls(trial).entries()) expectSameTensors(await other[i]!(), await call());
      } finally {
        await again.dispose();
      }
    }),
    trialCase(harness, network, 'calls at the same time do not disturb one another', async (trial) => {
      const work = calls(trial);
      const alone: Tensors[] = [];
      for (const call of work) alone.push(await call());
      const together = await Promise.all([...work, ...work].map((call) => call()));
      together.forEach((result, i) => expectSameTensors(result, alone[i % work.length]!));
    }),
    trialCase(harness, network, 'what is fed is left as it was, and is not part of a result', async (trial) => {
      const { model, feeds, input } = trial;
      const before = { ...input, data: input.data.slice() };
      const first = await model.run(feeds, names);
      const kept = { ...first[output]!, data: first[output]!.data.slice() } as typeof input;
      await model.vjp(feeds, { [output]: { top: 1 } }, names);
      expectSame(`'${name}' after two calls`, input, before);
      expectSame(`The first result after another call`, first[output], kept);
    }),
  ];
}
