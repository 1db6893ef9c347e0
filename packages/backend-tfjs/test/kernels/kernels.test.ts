import { createRandom } from '@pellucid/core';
import { normalTensor } from '@pellucid/core/testing';
import {
  avgPool3d,
  conv2d,
  conv3d,
  depthwiseConv2d,
  dilation2d,
  fused,
  gather,
  maxPool3d,
  maxPoolWithArgmax,
  memory,
  tensor,
  tensorScatterUpdate,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { withGradients } from '../../src/gradients/index.js';
import { correctKernels } from '../../src/kernels/index.js';
import { gradientCases } from '../gradients/cases/index.js';
import { errorOf } from '../gradients/check-case.js';
import { describeEachEngine } from '../gradients/each-engine.js';
import { useEngine } from '../gradients/engines.js';
import type { EngineName } from '../gradients/engines.js';
import { constant } from '../gradients/gradient-case.js';
import { limitOf } from '../gradients/limits.js';
import { relativeError } from '../helpers/compare.js';

type Make = () => Tensor;

/** Values of a tensor on an engine. */
async function valuesOn(engine: EngineName, make: Make): Promise<number[]> {
  await useEngine(engine);
  correctKernels(engine);
  const made = tidy(make);
  const values = [...made.dataSync()];
  made.dispose();
  return values;
}

const negative = (...shape: number[]): Tensor =>
  tensor(
    normalTensor(shape).data.map((value) => -Math.abs(value)),
    shape,
  );
const whole = (values: number[], ...shape: number[]): Tensor => tensor(values, shape, 'int32');

/** Windows and strides of 1 to 4, at random. */
const geometries = ((): [number, number][][] => {
  const { uniform } = createRandom(3);
  const side = (): number => 1 + Math.floor(uniform() * 4);
  return Array.from({ length: 24 }, () => [
    [side(), side()],
    [side(), side()],
  ]);
})();

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

/** What an engine would compute wrong, by name. */
const networks: [string, Make][] = [
  ...geometries.flatMap(([window, strides]): [string, Make][] => {
    const [height, width] = window!;
    const x = (): Tensor4D => constant(2, 7, 8, 2) as Tensor4D;
    const filter = (): Tensor4D => constant(height, width, 2, 3) as Tensor4D;
    const title = `${height}x${width}, strides ${strides!.join()}`;
    return [
      [`a convolution ${title}`, () => conv2d(x(), filter(), strides!, 'same')],
      [`a depthwise convolution ${title}`, () => depthwiseConv2d(x(), filter(), strides!, 'same')],
      [
        `a fused convolution ${title}`,
        () =>
          fused.conv2d({
            x: x(),
            filter: filter(),
            strides: strides!,
            pad: 'same',
            bias: constant(3),
            activation: 'relu',
          }),
      ],
      [
        `a fused depthwise convolution ${title}`,
        () =>
          fused.depthwiseConv2d({
            x: x(),
            filter: filter(),
            strides: strides!,
            pad: 'same',
            bias: constant(6),
            activation: 'relu6',
          }),
      ],
    ];
  }),
  ...activations.flatMap((activation): [string, Make][] =>
    [
      { a: [70, 4], b: [70, 5], transposeA: true },
      { a: [4, 70], b: [5, 70], transposeB: true },
      { a: [2, 4, 70], b: [2, 70, 5] },
    ].map(({ a, b, ...transposed }) => [
      `a fused product of ${a.join('x')} and ${b.join('x')}, ${activation}`,
      () => {
        const slopes = activation === 'prelu' && { preluActivationWeights: constant(5) };
        const operands = { a: constant(...a), b: constant(...b), bias: constant(5) };
        return fused.matMul({ ...operands, ...transposed, activation, leakyreluAlpha: 0.3, ...slopes });
      },
    ]),
  ),
  ['gathering in batches', () => gather(constant(2, 4, 3), whole([2, 0, 2, 3, 1, 1], 2, 3), 1, 1)],
  ['gathering in batches of two axes', () => gather(constant(2, 2, 4), whole([2, 0, 3, 3], 2, 2, 1), 2, 2)],
  ['gathering in batches, along the last axis', () => gather(constant(2, 3, 4, 2), whole([1, 0, 1, 1], 2, 2), -1, 1)],
];

/** The largest of each window of 2 x 2 x 1 of a volume [N, D, H, W, C], at steps of 1, 3 and 2, without borders. */
function largest(x: Tensor5D): number[] {
  const [size, depth, height, width, channels] = x.shape;
  const at = x.arraySync();
  const steps = (length: number, window: number, step: number): number[] =>
    [...Array(length - window + 1).keys()].filter((start) => start % step === 0);
  return [...Array(size).keys()].flatMap((n) =>
    steps(depth, 2, 1).flatMap((d) =>
      steps(height, 2, 3).flatMap((h) =>
        steps(width, 1, 2).flatMap((w) =>
          [...Array(channels).keys()].map((c) =>
            Math.max(...[0, 1].flatMap((i) => [0, 1].map((j) => at[n]![d + i]![h + j]![w]![c]!))),
          ),
        ),
      ),
    ),
  );
}

describeEachEngine('corrected kernels', (engine) => {
  beforeAll(() => correctKernels(engine));

  it.for(networks)('%s, as on cpu', async ([, make]) => {
    const { numTensors } = memory();
    const expected = await valuesOn('cpu', make);
    expect(relativeError(await valuesOn(engine, make), expected)).toBeLessThan(1e-6);
    expect(memory().numTensors).toBe(numTensors);
  });

  it('an update of rows and of elements', async () => {
    const x = (): Tensor => tensor([1, 2, 3, 4, 5, 6], [3, 2]);
    const rows = await valuesOn(engine, () =>
      tensorScatterUpdate(
        x(),
        whole([2, 0], 2, 1),
        tensor([
          [7, 8],
          [9, 10],
        ]),
      ),
    );
    expect(rows).toEqual([9, 10, 3, 4, 7, 8]);
    const elements = await valuesOn(engine, () => tensorScatterUpdate(x(), whole([1, 1, 0, 0], 2, 2), tensor([7, 8])));
    expect(elements).toEqual([8, 2, 3, 7, 5, 6]);
  });

  it.each([constant, negative])('a pool of volumes, as its definition says', async (make) => {
    const x = (): Tensor5D => make(2, 4, 5, 5, 2) as Tensor5D;
    const expected = tidy(() => largest(x()));
    expect(await valuesOn(engine, () => maxPool3d(x(), [2, 2, 1], [1, 3, 2], 'valid'))).toEqual(expected);
  });

  it("a pool of volumes whose stride steps over elements, 'same'", async () => {
    // Of 5 rows, windows of 2 at steps of 4 see the first two and the last.
    const x = (): Tensor5D => tensor([-5, -4, -1, -2, -3], [1, 1, 5, 1, 1]);
    expect(await valuesOn(engine, () => maxPool3d(x(), [1, 2, 1], [1, 4, 1], 'same'))).toEqual([-4, -3]);
    const y = (): Tensor5D => tensor([-5, -4, -1, -2], [1, 1, 4, 1, 1]);
    expect(await valuesOn(engine, () => maxPool3d(y(), [1, 1, 1], [1, 2, 1], 'same'))).toEqual([-5, -1]);
  });

  it.for(
    gradientCases.filter((each) => limitOf(each, 'wasm')).map((each) => ({ name: `${each.op}, ${each.title}`, each })),
  )('the gradient of what was not to be had before: $name', async ({ each }, { skip }) => {
    const refused = engine === 'wasm' && /^(Dilation2D|UnsortedSegmentSum|Conv2D)$/.test(each.op);
    skip(refused || (engine !== 'wasm' && limitOf(each, engine) !== null), 'there is no forward result');
    // As in the tests of all gradients.
    expect(await errorOf(each, (work) => withGradients('gradient', work))).toBeLessThan(2e-3);
  });

  it.runIf(engine === 'wasm')('refuses what is wrong', () => {
    const x = constant(1, 4, 4, 2) as Tensor4D;
    expect(() => dilation2d(x, constant(3, 3, 2) as Tensor3D, 1, 'same')).toThrow('Dilation2D is wrong');
    expect(() => maxPoolWithArgmax(x, 2, 2, 'valid')).toThrow('MaxPoolWithArgmax is wrong');
  });

  it.runIf(engine !== 'tensorflow')('refuses volumes whose stride steps over elements', () => {
    const x = constant(1, 4, 4, 4, 1) as Tensor5D;
    expect(() => conv3d(x, constant(1, 1, 1, 1, 1) as Tensor5D, 2, 'same')).toThrow('Conv3D is wrong');
    expect(() => avgPool3d(x, 1, 2, 'same')).toThrow('AvgPool3D is wrong');
    expect(() => avgPool3d(x, 2, 2, 'same')).not.toThrow();
  });
});
