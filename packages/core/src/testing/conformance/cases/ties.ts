import { floatTensor, sizeOf } from '../../../tensor.js';
import { normalTensor } from '../../normal-tensor.js';
import { expectClose } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { gradientTolerance } from '../tolerances.js';

const scorer: NetworkDescription = {
  name: 'equal scores',
  input: { name: 'x', shape: [2] },
  layers: [
    {
      op: 'dense',
      name: 'scores',
      inputs: ['x'],
      weights: floatTensor(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [4, 2]),
      bias: floatTensor(Float32Array.of(0.25, 0.5, 0.5, 0.5), [4]),
      activation: null,
    },
  ],
  outputs: ['scores'],
};

const pools = [
  { name: 'max pool', size: 2, stride: 2, padding: 0 },
  { name: 'overlapping max pool', size: 3, stride: 2, padding: 1 },
].map(({ name, ...window }): NetworkDescription => ({
  name,
  input: { name: 'x', shape: [2, 5, 7] },
  layers: [{ op: 'max-pool', name: 'y', inputs: ['x'], ...window }],
  outputs: ['y'],
}));

/** Where values are equal, the first of them is taken. */
export function tieCases(harness: ConformanceHarness): ConformanceCase[] {
  return [
    trialCase(harness, scorer, 'the k-th largest of equals is the k-th of them', async ({ model }) => {
      // At 0 the scores are the bias: 1, 2 and 3 are the largest, then 0.
      const x = floatTensor(new Float32Array(2), [1, 2]);
      for (const [rank, score] of [1, 2, 3, 0].entries()) {
        const { gradients } = await model.vjp({ x }, { scores: { top: rank + 1 } }, ['x']);
        const row = floatTensor(Float32Array.of(2 * score + 1, 2 * score + 2), [1, 2]);
        expectClose(`Gradient of top ${rank + 1}`, gradients['x'], row, gradientTolerance);
      }
    }),
    ...pools.map((network) =>
      trialCase(harness, network, 'the gradient goes to the first of equals', async ({ model, reference, input }) => {
        // Few values, so that most windows have ties, and zero as one of them.
        const steps = floatTensor(
          input.data.map((value) => Math.round(value)),
          input.shape,
        );
        const flat = floatTensor(new Float32Array(sizeOf(input.shape)), input.shape);
        for (const x of [steps, flat]) {
          const { y } = await reference.run({ x }, ['y']);
          const cotangents = { y: normalTensor(y!.shape, 5) };
          const { gradients } = await model.vjp({ x }, cotangents, ['x']);
          const expected = (await reference.vjp({ x }, cotangents, ['x'])).gradients;
          expectClose('The gradient', gradients['x'], expected['x']!, gradientTolerance);
        }
      }),
    ),
  ];
}
