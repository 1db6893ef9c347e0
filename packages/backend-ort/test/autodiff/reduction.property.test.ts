import { createRandom } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { constantFromInts } from '../../src/onnx/constant.js';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { distinctTensor, quarters, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets, sides } from '../helpers/property.js';

const reduction = fc.record({
  shape: sides({ min: 1, max: 4 }),
  /** Bit i: axis i is reduced; none: no axes are named. */
  axes: fc.integer({ min: 0, max: 15 }),
  negative: fc.boolean(),
  keepdims: fc.constantFrom(0, 1, undefined),
  /** With no axes named: nothing is reduced. */
  noop: fc.boolean(),
  freeBatch: fc.boolean(),
  opset: opsets(),
});

type Reduction = typeof reduction extends fc.Arbitrary<infer Drawn> ? Drawn : never;

describe('gradients of reductions against differences', () => {
  it.each(['ReduceSum', 'ReduceMean', 'ReduceL1', 'ReduceL2', 'ReduceMax', 'ReduceMin'])('%s', (op) =>
    checkDifferences(reduction, (drawn, seed) => problem(op, drawn, seed), 40),
  );
});

function problem(op: string, drawn: Reduction, seed: number): DifferenceProblem {
  const { shape, negative, keepdims, noop, freeBatch, opset } = drawn;
  const rank = shape.length;
  const reduced = shape.flatMap((_, axis) => ((drawn.axes >> axis) & 1 ? [axis] : []));
  const axes = reduced.map((axis) => (negative && opset >= 11 ? axis - rank : axis));
  const asInput = opset >= (op === 'ReduceSum' ? 13 : 18);
  const named = axes.length > 0;
  const attributes = {
    ...(keepdims !== undefined && { keepdims }),
    ...(named && !asInput && { axes }),
    ...(!named && asInput && noop && { noop_with_empty_axes: 1 }),
  };
  const graph = graphOf({
    opset,
    nodes: [node(op, named && asInput ? ['x', 'axes'] : ['x'], ['y'], attributes)],
    inputs: [value('x', [freeBatch ? 'N' : shape[0]!, ...shape.slice(1)])],
    outputs: [value('y')],
    constants: [constantFromInts('axes', axes)],
  });
  return { graph, ...pointFor(op, shape, seed), seed };
}

function pointFor(op: string, shape: readonly number[], seed: number): Omit<DifferenceProblem, 'graph' | 'seed'> {
  const random = createRandom(seed);
  const draw = quarters(random);
  // Values that are to be compared lie 1 apart and move by a quarter at most: no kink is crossed.
  if (op === 'ReduceMax' || op === 'ReduceMin') return { at: { x: distinctTensor(shape, random) }, step: 0.25 };
  // At least a quarter away from zero, where the norms have their kinks.
  if (op === 'ReduceL1') return { at: { x: tensorOf(shape, draw) }, step: 1 / 8 };
  if (op === 'ReduceL2') return { at: { x: tensorOf(shape, draw) }, step: 1e-5, double: true };
  // Linear: exact for any step.
  return { at: { x: tensorOf(shape, draw) }, step: 4 };
}
