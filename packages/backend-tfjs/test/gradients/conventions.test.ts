import type { RuleSet } from '@pellucid/core';
import {
  cast,
  clipByValue,
  fused,
  leakyRelu,
  max,
  maxPool,
  maximum,
  min,
  minimum,
  relu,
  relu6,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { withGradients } from '../../src/gradients/index.js';
import { gradientOf } from './check-case.js';
import { describeEachEngine } from './each-engine.js';

/** The gradient at x, given the cotangent, as numbers. */
function gradientAt(
  compute: (x: Tensor) => Tensor,
  x: Tensor,
  cotangent: number[],
  rules: RuleSet = 'gradient',
): number[] {
  const gradient = tidy(() => {
    const shape = compute(x).shape;
    return gradientOf(compute, x, tensor(cotangent, shape), (work) => withGradients(rules, work));
  });
  const values = [...gradient.dataSync()];
  gradient.dispose();
  x.dispose();
  return values.map((value) => (value === 0 ? 0 : value));
}

const points = [-1, 0, 2, 6, 7];
const cotangent = [1, 1, -2, 3, 5];
const high = [1, 1, 2, 3, 5];

type Activation = 'relu' | 'relu6';
const image = (values: number[]): Tensor => tensor(values, [1, 1, values.length, 1]);
const one = (): Tensor4D => tensor([1], [1, 1, 1, 1]);

const plain: Readonly<Record<Activation, (x: Tensor) => Tensor>> = { relu, relu6 };
const inFused: Readonly<Record<string, (activation: Activation) => (x: Tensor) => Tensor>> = {
  conv2d: (activation) => (x) => fused.conv2d({ x: x as Tensor4D, filter: one(), strides: 1, pad: 'same', activation }),
  depthwiseConv2d: (activation) => (x) =>
    fused.depthwiseConv2d({ x: x as Tensor4D, filter: one(), strides: 1, pad: 'same', activation }),
  matMul: (activation) => (x) => fused.matMul({ a: x, b: one(), activation }),
};

/** By hand, from the definitions of `RuleSet`. */
const expected: Readonly<Record<RuleSet, Readonly<Record<Activation, readonly number[]>>>> = {
  gradient: { relu: [0, 0, -2, 3, 5], relu6: [0, 0, -2, 0, 0] },
  'guided-backprop': { relu: [0, 0, 0, 3, 5], relu6: [0, 0, 0, 0, 0] },
  deconvnet: { relu: [1, 1, 0, 3, 5], relu6: [1, 1, 0, 3, 5] },
};

describeEachEngine('conventions', () => {
  describe.each(Object.keys(expected) as RuleSet[])('rules of %s', (rules) => {
    it.each(['relu', 'relu6'] as const)('%s', (activation) => {
      expect(gradientAt(plain[activation], tensor(points), cotangent, rules)).toEqual(expected[rules][activation]);
    });

    it('a clip from 0 is a ReLU', () => {
      const clip = (x: Tensor): Tensor => clipByValue(x, 0, 6);
      expect(gradientAt(clip, tensor(points), cotangent, rules)).toEqual(expected[rules].relu6);
      const open = (x: Tensor): Tensor => clipByValue(x, 0, Infinity);
      expect(gradientAt(open, tensor(points), cotangent, rules)).toEqual(expected[rules].relu);
    });

    it('a clip from elsewhere is none, and passes at its ends', () => {
      const clip = (x: Tensor): Tensor => clipByValue(x, -1, 6);
      expect(gradientAt(clip, tensor(points), cotangent, rules)).toEqual([1, 1, -2, 3, 0]);
    });

    it.each(Object.keys(inFused).flatMap((op) => (['relu', 'relu6'] as const).map((name) => [op, name] as const)))(
      'inside %s: %s',
      (op, activation) => {
        const compute = inFused[op]!(activation);
        const x = op === 'matMul' ? tensor(points, [1, points.length, 1]) : image(points);
        const computed =
          op === 'matMul' ? (a: Tensor) => fused.matMul({ a, b: tensor([1], [1, 1, 1]), activation }) : compute;
        expect(gradientAt(computed, x, cotangent, rules)).toEqual(expected[rules][activation]);
      },
    );
  });

  it('a leaky ReLU has its slope at 0', () => {
    const gradient = gradientAt((x) => leakyRelu(x, 0.25), tensor(points), high);
    expect(gradient).toEqual([0.25, 0.25, 2, 3, 5]);
  });

  it('a maximum pool takes the first of equals, also where no value is positive', () => {
    const pool = (x: Tensor): Tensor => maxPool(x as Tensor4D, 2, 2, 'same');
    const zeros = gradientAt(pool, tensor([0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 3, 3, 1]), [1, 2, 3, 4]);
    expect(zeros).toEqual([1, 0, 2, 0, 0, 0, 3, 0, 4]);
    const negative = gradientAt(pool, tensor([-3, -2, -2, -2, -5, -5, -5, -4, -9], [1, 3, 3, 1]), [1, 2, 3, 4]);
    expect(negative).toEqual([0, 1, 2, 0, 0, 0, 0, 3, 4]);
  });

  it('windows that overlap add up', () => {
    const pool = (x: Tensor): Tensor => maxPool(x as Tensor4D, [1, 2], 1, 'valid');
    expect(gradientAt(pool, tensor([1, 5, 2, 2], [1, 1, 4, 1]), [1, 2, 4])).toEqual([0, 3, 4, 0]);
  });

  it('the extremum of an axis is shared by equals, that of two operands is of the first', () => {
    const values = [2, 5, 5, 1, 1, 1];
    const rows = (): Tensor => tensor(values, [2, 3]);
    expect(gradientAt((x) => max(x, 1), rows(), [4, 9])).toEqual([0, 2, 2, 3, 3, 3]);
    expect(gradientAt((x) => min(x, 1, true), rows(), [4, 9])).toEqual([4, 0, 0, 3, 3, 3]);
    for (const choose of [maximum, minimum]) {
      expect(gradientAt((x) => choose(x, tensor([1, 1])), tensor([1, 1]), [2, 3])).toEqual([2, 3]);
      expect(gradientAt((x) => choose(tensor([1, 1]), x), tensor([1, 1]), [2, 3])).toEqual([0, 0]);
    }
  });

  it('nothing flows through integers', () => {
    const rounded = (x: Tensor): Tensor => cast(cast(x, 'int32'), 'float32');
    expect(gradientAt(rounded, tensor([1.5, 2.5]), [1, 1])).toEqual([0, 0]);
  });
});
