import { createRandom } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { float } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { quarters, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets, sides } from '../helpers/property.js';

const gemm = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  inner: fc.integer({ min: 1, max: 4 }),
  columns: fc.integer({ min: 1, max: 4 }),
  transA: fc.integer({ min: 0, max: 1 }),
  transB: fc.integer({ min: 0, max: 1 }),
  alpha: fc.constantFrom(1, 0.5, -2),
  beta: fc.constantFrom(1, 0.25, -1),
  bias: fc.constantFrom('none', 'scalar', 'row', 'column', 'row of rank 1', 'full'),
  freeBatch: fc.boolean(),
  opset: opsets(),
});

const matmul = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  inner: fc.integer({ min: 1, max: 4 }),
  columns: fc.integer({ min: 1, max: 4 }),
  batch: sides({ min: 0, max: 3 }, 3),
  // How much of the batch each operand has itself: the rest is broadcast.
  left: fc.constantFrom('vector', 'matrix', 'ones', 'trailing', 'full'),
  right: fc.constantFrom('vector', 'matrix', 'ones', 'trailing', 'full'),
  opset: opsets(),
});

// Products of two inputs are polynomials of degree 2, so central differences are exact for any step.
describe('gradients against differences', () => {
  it('Gemm', () =>
    checkDifferences(
      gemm,
      ({ rows, inner, columns, transA, transB, alpha, beta, bias, freeBatch, opset }, seed) => {
        const biases = {
          none: null,
          scalar: [],
          row: [1, columns],
          column: [rows, 1],
          'row of rank 1': [columns],
          full: [rows, columns],
        };
        const c = biases[bias];
        const shapes = {
          a: transA ? [inner, rows] : [rows, inner],
          b: transB ? [columns, inner] : [inner, columns],
          ...(c && { c }),
        };
        const attributes = { transA, transB, alpha: float(alpha), beta: float(beta) };
        // Before opset 11, C is not optional.
        const needed = c === null && opset < 11 ? 11 : opset;
        return problem('Gemm', shapes, attributes, needed, seed, freeBatch && !transA ? ['a'] : []);
      },
      60,
    ));

  it('MatMul', () =>
    checkDifferences(
      matmul,
      ({ rows, inner, columns, batch, left, right, opset }, seed) => {
        const shapes = {
          a: left === 'vector' ? [inner] : [...batchOf(batch, left), rows, inner],
          b: right === 'vector' ? [inner] : [...batchOf(batch, right), inner, columns],
        };
        return problem('MatMul', shapes, {}, opset, seed, []);
      },
      60,
    ));
});

function batchOf(batch: readonly number[], part: string): number[] {
  if (part === 'matrix') return [];
  if (part === 'ones') return batch.map(() => 1);
  return part === 'trailing' ? batch.slice(1) : [...batch];
}

function problem(
  op: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  attributes: Parameters<typeof node>[3],
  opset: number,
  seed: number,
  free: readonly string[],
): DifferenceProblem {
  const draw = quarters(createRandom(seed));
  const graph = graphOf({
    opset,
    nodes: [node(op, Object.keys(shapes), ['y'], attributes)],
    inputs: Object.entries(shapes).map(([name, shape]) =>
      value(name, free.includes(name) ? ['N', ...shape.slice(1)] : shape),
    ),
    outputs: [value('y')],
  });
  const at: Record<string, FloatTensor> = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tensorOf(shape, draw)]),
  );
  return { graph, at, step: 1, seed };
}
