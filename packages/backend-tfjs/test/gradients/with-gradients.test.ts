import {
  conv2d,
  customGrad,
  depthwiseConv2d,
  engine,
  fused,
  getGradient,
  memory,
  mul,
  profile,
  relu,
  sum,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { withGradients } from '../../src/gradients/index.js';
import { gradients } from '../../src/gradients/table.js';
import { gradientOf } from './check-case.js';
import type { Within } from './check-case.js';
import { describeEachEngine } from './each-engine.js';
import { constant } from './gradient-case.js';

const ours: Within = (work) => withGradients('gradient', work);

/** Kernels that run for the gradient at x, by name. */
async function kernelsOf(compute: (x: Tensor) => Tensor, shape: number[]): Promise<string[]> {
  const { kernelNames } = await profile(() => {
    tidy(() => {
      const x = constant(...shape);
      gradientOf(compute, x, constant(...compute(x).shape), ours);
    });
  });
  return kernelNames;
}

const filter = (): Tensor4D => constant(3, 3, 2, 1) as Tensor4D;

/** Frees what a failed call leaves behind in TensorFlow.js. */
function releaseTape(): void {
  const { state } = engine() as unknown as { state: { activeTape: { saved: Tensor[] }[] | null } };
  for (const { saved } of state.activeTape ?? []) for (const each of saved) each.dispose();
  state.activeTape = null;
}

describeEachEngine('withGradients', (name) => {
  it.each([
    ['conv2d', (x: Tensor) => conv2d(x as Tensor4D, filter(), 2, 'same')],
    ['depthwiseConv2d', (x: Tensor) => depthwiseConv2d(x as Tensor4D, filter(), 2, 'same')],
    ['fused.conv2d', (x: Tensor) => fused.conv2d({ x: x as Tensor4D, filter: filter(), strides: 2, pad: 'same' })],
    [
      'fused.depthwiseConv2d',
      (x: Tensor) =>
        fused.depthwiseConv2d({ x: x as Tensor4D, filter: filter(), strides: 2, pad: 'same', bias: constant(2) }),
    ],
  ])('computes no gradient of the filter: %s', async (_, compute) => {
    const kernels = await kernelsOf(compute, [1, 6, 6, 2]);
    expect(kernels.filter((kernel) => kernel.includes('BackpropFilter'))).toEqual([]);
    // On wasm the way back is a convolution, too.
    if (name === 'wasm') expect(kernels.filter((kernel) => kernel.includes('Backprop'))).toEqual([]);
  });

  it("puts TensorFlow.js's own gradients and functions back, also after an error", () => {
    const before = gradients.map(({ kernelName }) => getGradient(kernelName));
    const now = () => gradients.map(({ kernelName }) => getGradient(kernelName));
    withGradients('guided-backprop', () => expect(now()).not.toEqual(before));
    expect(now()).toEqual(before);
    expect(() =>
      withGradients('deconvnet', () => {
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(now()).toEqual(before);
    expect(Object.keys(engine())).not.toContain('runKernel');
    expect(Object.keys(engine())).not.toContain('customGrad');
  });

  it('leaves custom gradients of others alone', () => {
    const doubled = customGrad((x) => ({ value: relu(x as Tensor), gradFunc: (dy: Tensor) => mul(dy, 2) }));
    const gradient = tidy(() => gradientOf((x) => doubled(x), tensor([-1, 1]), tensor([1, 3]), ours));
    expect([...gradient.dataSync()]).toEqual([2, 6]);
    gradient.dispose();
  });

  it('says which gradient is not known', () => {
    const { numTensors } = memory();
    const compute = (x: Tensor): Tensor => depthwiseConv2d(constant(1, 6, 6, 2) as Tensor4D, x as Tensor4D, 1, 'same');
    expect(() => tidy(() => gradientOf(compute, constant(3, 3, 2, 1), constant(1, 6, 6, 2), ours))).toThrow(
      /DepthwiseConv2dNative with respect to its filter/,
    );
    releaseTape();
    expect(memory().numTensors).toBe(numTensors);
  });

  it('a filter that was turned before serves again, and a changed one does not', () => {
    const x = constant(1, 5, 5, 2);
    const weights = [constant(3, 3, 2, 2), mul(constant(3, 3, 2, 2), 2)] as Tensor4D[];
    const sums = [...weights, ...weights].map((weight) => {
      const gradient = tidy(() =>
        sum(gradientOf((at) => conv2d(at as Tensor4D, weight, 1, 'same'), x, constant(1, 5, 5, 2), ours)),
      );
      const [value] = gradient.dataSync();
      gradient.dispose();
      return value!;
    });
    expect(sums[2]).toBe(sums[0]);
    expect(sums[3]).toBe(sums[1]);
    expect(sums[1]).toBeCloseTo(2 * sums[0]!, 4);
    for (const each of [x, ...weights]) each.dispose();
  });
});
