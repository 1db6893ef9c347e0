import { expectEqual, expectError } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { tensorNames } from '../harness.js';
import { smoothInput } from '../inputs.js';
import type { NetworkDescription } from '../network.js';
import { methodById } from '../../../catalog.js';

/** From loading to disposal. */
export function lifetimeCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const { name } = network.input;
  const names = tensorNames(network);
  const [output = ''] = network.outputs;
  const top = { [output]: { top: 1 } };
  const { resources } = harness;
  return [
    {
      name: `${network.name}: a model can be disposed of twice, and refuses to work afterwards`,
      async run() {
        const model = await harness.build(network);
        const feeds = { [name]: await smoothInput(network, 2) };
        await model.run(feeds, [output]);
        await model.dispose();
        await model.dispose();
        await expectError('run', 'usage', () => model.run(feeds, [output]));
        await expectError('vjp', 'usage', () => model.vjp(feeds, top, [name]));
      },
    },
    {
      name: `${network.name}: a model that was never used can be disposed of`,
      async run() {
        await (await harness.build(network)).dispose();
      },
    },
    {
      name: `${network.name}: disposing of one model leaves others alone`,
      async run() {
        const [first, second] = [await harness.build(network), await harness.build(network)];
        const feeds = { [name]: await smoothInput(network, 2) };
        try {
          await first.run(feeds, [output]);
          await first.dispose();
          await second.run(feeds, names);
        } finally {
          await second.dispose();
        }
      },
    },
    ...(resources
      ? [
          {
            name: `${network.name}: nothing leaks`,
            async run() {
              const before = resources();
              const input = await smoothInput(network, 2);
              const feeds = { [name]: input };
              const model = await harness.build(network);
              const work = async (): Promise<void> => {
                await model.run(feeds, names);
                await model.vjp(feeds, top, names, { fetches: names });
                await model.vjp(feeds, top, [name], { rules: 'deconvnet' });
                await methodById('grad-cam').run(model, input, {});
                const signal = { aborted: true, reason: null };
                await expectError('Cancelled', 'aborted', () => model.vjp(feeds, top, [name], { signal }));
                await expectError('Wrong', 'usage', () => model.vjp(feeds, { [output]: { top: 1e9 } }, [name]));
              };
              // The first time, a runtime may fill its caches.
              await work();
              const between = resources();
              for (let i = 0; i < 3; i++) await work();
              expectEqual('Resources after the same calls again', resources(), between);
              await model.dispose();
              expectEqual('Resources after disposal', resources(), before);
            },
          },
        ]
      : []),
  ];
}
