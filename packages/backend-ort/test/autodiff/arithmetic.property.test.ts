import { createRandom } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { quarters, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets, sides } from '../helpers/property.js';

/** A shape that all operands broadcast to, and what each of them has of it. */
const broadcast = fc.record({
  shape: sides({ min: 0, max: 4 }),
  // Bit i: the operand has a side of 1 on axis i; the last number of axes is left out at the front.
  ones: fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 })),
  dropped: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
  twice: fc.integer({ min: 0, max: 5 }).map((draw) => draw === 0),
  opset: opsets(),
});

type Broadcast = typeof broadcast extends fc.Arbitrary<infer Drawn> ? Drawn : never;

describe('gradients of broadcasting operators against differences', () => {
  // Polynomials of degree 2: exact for any step.
  it.each(['Add', 'Sub', 'Mul'])('%s', (op) => checkDifferences(broadcast, (drawn, seed) => exact(op, 2, drawn, seed)));
  it('Sum', () =>
    checkDifferences(broadcast, (drawn, seed) => exact('Sum', 3, { ...drawn, opset: atLeast(drawn, 8) }, seed)));
  it('Mean', () =>
    checkDifferences(broadcast, (drawn, seed) => exact('Mean', 3, { ...drawn, opset: atLeast(drawn, 8) }, seed)));
  it.each(['Div', 'Pow'])('%s', (op) => checkDifferences(broadcast, (drawn, seed) => smooth(op, drawn, seed)));
  // All values lie 1 apart and move by a quarter at most: no kink is crossed.
  it.each(['Max', 'Min'])('%s', (op) =>
    checkDifferences(broadcast, (drawn, seed) => apart(op, { ...drawn, twice: false, opset: atLeast(drawn, 8) }, seed)),
  );
});

function atLeast({ opset }: Broadcast, first: number): number {
  return Math.max(opset, first);
}

function exact(op: string, operands: number, drawn: Broadcast, seed: number): DifferenceProblem {
  const draw = quarters(createRandom(seed));
  return { ...problem(op, operands, drawn, (shape) => tensorOf(shape, draw)), step: 1, seed };
}

/** In float64, away from zero: the error of a step h is of order h^2. */
function smooth(op: string, drawn: Broadcast, seed: number): DifferenceProblem {
  const { uniform } = createRandom(seed);
  // ONNX Runtime computes the first forms of Pow in float32 only.
  const opset = op === 'Pow' ? atLeast(drawn, 12) : drawn.opset;
  return {
    ...problem(op, 2, { ...drawn, opset }, (shape) => tensorOf(shape, () => 0.5 + 2 * uniform())),
    step: 1e-5,
    double: true,
    seed,
  };
}

function apart(op: string, drawn: Broadcast, seed: number): DifferenceProblem {
  const values = createRandom(seed).shuffle(Array.from({ length: 3 * 4 ** 4 }, (_, index) => index));
  return { ...problem(op, 3, drawn, (shape) => tensorOf(shape, () => values.pop()!)), step: 0.25, seed };
}

function problem(
  op: string,
  operands: number,
  { shape, ones, dropped, twice, opset }: Broadcast,
  make: (shape: readonly number[]) => FloatTensor,
): Pick<DifferenceProblem, 'graph' | 'at'> {
  const names = ['a', 'b', 'c'].slice(0, operands);
  const at = Object.fromEntries(
    names.map((name, i) => {
      const full = shape.map((side, axis) => ((ones[i]! >> axis) & 1 ? 1 : side));
      return [name, make(full.slice(Math.min(dropped[i]!, full.length)))];
    }),
  );
  const inputs = twice ? names.map(() => 'a') : names;
  const graph = graphOf({
    opset,
    nodes: [node(op, inputs, ['y'])],
    inputs: [...new Set(inputs)].map((name) => value(name, at[name]!.shape)),
    outputs: [value('y')],
  });
  return { graph, at: Object.fromEntries([...new Set(inputs)].map((name) => [name, at[name]!])) };
}
