import { floatTensor } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import type { GraphNode } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import { relativeError, tolerance } from '../helpers/compare.js';
import { floatsIn } from '../helpers/floats.js';
import { withModel } from '../helpers/with-model.js';

interface Kink {
  readonly what: string;
  readonly node: GraphNode;
  /** Values of one row, by input. */
  readonly at: Readonly<Record<string, readonly number[]>>;
  readonly cotangent: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const exponents = constantFromFloats('exponents', Float32Array.of(0, 1, 3));

/** Where a derivative is a matter of convention: torch's, except that the first of equal inputs of Max and Min takes all. */
const kinks: readonly Kink[] = [
  {
    what: 'Max of equals: the first takes all',
    node: node('Max', ['a', 'b', 'c'], ['y']),
    at: { a: [1, 5, 0], b: [1, 5, 2], c: [1, 3, 2] },
    cotangent: [2, 3, 4],
    gradients: { a: [2, 3, 0], b: [0, 0, 4], c: [0, 0, 0] },
  },
  {
    what: 'Min of equals: the first takes all',
    node: node('Min', ['a', 'b'], ['y']),
    at: { a: [1, 5, 0], b: [1, 4, 2] },
    cotangent: [2, 3, 4],
    gradients: { a: [2, 0, 4], b: [0, 3, 0] },
  },
  {
    what: 'Pow with constant exponents: 0 for exponent 0, also at 0; negative bases',
    node: node('Pow', ['a', 'exponents'], ['y']),
    at: { a: [0, 0, -2] },
    cotangent: [2, 3, 4],
    gradients: { a: [0, 3, 48] },
  },
  {
    what: 'Pow of base 0: 0 at the exponent',
    node: node('Pow', ['a', 'b'], ['y']),
    at: { a: [0, 0, Math.E], b: [0, 2, 1] },
    cotangent: [2, 3, 4],
    gradients: { a: [0, 0, 4], b: [0, 0, 4 * Math.E] },
  },
  {
    what: 'ReduceL2 at 0: 0',
    node: node('ReduceL2', ['a'], ['y'], { axes: [1] }),
    at: { a: [0, 0, 0] },
    cotangent: [2],
    gradients: { a: [0, 0, 0] },
  },
  {
    what: 'ReduceL1 at 0: 0',
    node: node('ReduceL1', ['a'], ['y'], { axes: [1] }),
    at: { a: [0, -1, 3] },
    cotangent: [2],
    gradients: { a: [0, -2, 2] },
  },
  {
    what: 'LeakyRelu at 0: alpha',
    node: node('LeakyRelu', ['a'], ['y'], { alpha: float(0.25) }),
    at: { a: [0, 1, -1] },
    cotangent: [2, 3, 4],
    gradients: { a: [0.5, 3, 1] },
  },
  {
    what: 'HardSigmoid at its ends: 0',
    node: node('HardSigmoid', ['a'], ['y'], { alpha: float(0.25), beta: float(0.5) }),
    at: { a: [-2, 2, 1] },
    cotangent: [2, 3, 4],
    gradients: { a: [0, 0, 1] },
  },
];

describe('derivatives at kinks and ties', () => {
  it.each(kinks.map((kink) => [kink.what, kink] as const))('%s', (_, { node: only, at, cotangent, gradients }) =>
    withModel(
      graphOf({
        nodes: [only],
        inputs: Object.entries(at).map(([name, values]) => value(name, ['N', values.length])),
        outputs: [value('y')],
        constants: [exponents],
      }),
      async (model) => {
        const row = (values: readonly number[]) => floatTensor(Float32Array.from(values), [1, values.length]);
        const feeds = Object.fromEntries(Object.entries(at).map(([name, values]) => [name, row(values)]));
        const result = await model.vjp(feeds, { y: row(cotangent) }, Object.keys(at));
        for (const [name, expected] of Object.entries(gradients)) {
          expect(relativeError(floatsIn(result.gradients[name]), expected), name).toBeLessThanOrEqual(
            tolerance.float32,
          );
        }
      },
    ),
  );
});
