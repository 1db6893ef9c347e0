import { createRandom } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { distinctTensor, quarters, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets, sides } from '../helpers/property.js';

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
  readonly extra: number;
}

interface Pool {
  readonly axes: readonly Axis[];
  readonly batch: number;
  readonly freeBatch: boolean;
  readonly channels: number;
  readonly autoPad: 'NOTSET' | 'SAME_UPPER' | 'SAME_LOWER' | 'VALID';
  readonly ceil: boolean;
  readonly includePad: boolean;
  readonly opset: number;
}

const axis: fc.Arbitrary<Axis> = fc
  .record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    begin: fc.integer({ min: 0, max: 3 }),
    end: fc.integer({ min: 0, max: 3 }),
    extra: fc.integer({ min: 0, max: 5 }),
  })
  // Padding is less than the kernel: every window has a cell of the input.
  .map((drawn) => ({
    ...drawn,
    begin: Math.min(drawn.begin, drawn.kernel - 1),
    end: Math.min(drawn.end, drawn.kernel - 1),
  }));

const pool: fc.Arbitrary<Pool> = fc.record({
  axes: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(axis, axis) },
    { weight: 4, arbitrary: axis.map((both) => [both, both]) },
    { weight: 1, arbitrary: fc.tuple(axis) },
    { weight: 1, arbitrary: fc.tuple(axis, axis, axis) },
  ),
  batch: fc.integer({ min: 1, max: 2 }),
  freeBatch: fc.boolean(),
  channels: fc.integer({ min: 1, max: 3 }),
  autoPad: fc.constantFrom('NOTSET', 'NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
  ceil: fc.boolean(),
  includePad: fc.boolean(),
  opset: opsets(),
});

const global = fc.record({ shape: sides({ min: 3, max: 5 }), freeBatch: fc.boolean(), opset: opsets() });

describe('gradients against differences', () => {
  it('AveragePool', () => checkDifferences(pool, (drawn, seed) => poolProblem('AveragePool', drawn, seed), 100));
  it('MaxPool', () => checkDifferences(pool, (drawn, seed) => poolProblem('MaxPool', drawn, seed), 100));
  it('GlobalAveragePool', () =>
    checkDifferences(global, (drawn, seed) => globalProblem('GlobalAveragePool', drawn, seed), 10));
  it('GlobalMaxPool', () => checkDifferences(global, (drawn, seed) => globalProblem('GlobalMaxPool', drawn, seed), 10));
});

function poolProblem(op: 'AveragePool' | 'MaxPool', drawn: Pool, seed: number): DifferenceProblem {
  const { axes, channels, batch, freeBatch, autoPad, includePad, opset } = drawn;
  const padded = autoPad === 'NOTSET';
  const dilated = opset >= (op === 'MaxPool' ? 10 : 19) && !autoPad.startsWith('SAME');
  const reaches = axes.map(({ kernel, dilation }) => (dilated ? dilation : 1) * (kernel - 1) + 1);
  const spatial = axes.map(({ extra }, i) => reaches[i]! + extra);
  // ONNX Runtime leaves out a last window that would start past the input, but its shape inference counts it.
  const outgrown = axes.some(({ stride, begin, end }, i) => {
    const last = Math.ceil((spatial[i]! + begin + end - reaches[i]!) / stride) * stride;
    return last >= spatial[i]! + begin;
  });
  const attributes = {
    kernel_shape: axes.map(({ kernel }) => kernel),
    // ONNX Runtime refuses gaps between windows beside SAME.
    strides: axes.map(({ kernel, stride }) => (padded ? stride : Math.min(kernel, stride))),
    ...(padded ? { pads: [...axes.map(({ begin }) => begin), ...axes.map(({ end }) => end)] } : { auto_pad: autoPad }),
    ...(dilated && { dilations: axes.map(({ dilation }) => dilation) }),
    ...(padded && drawn.ceil && opset >= 10 && !outgrown && { ceil_mode: 1 }),
    ...(op === 'AveragePool' && includePad && { count_include_pad: 1 }),
  };
  const shape = [batch, channels, ...spatial];
  const graph = graphOf({
    opset,
    nodes: [node(op, ['x'], ['y'], attributes)],
    inputs: [value('x', [freeBatch ? 'N' : batch, channels, ...spatial])],
    outputs: [value('y')],
  });
  return { graph, ...pointFor(op, shape, seed), seed };
}

function globalProblem(
  op: string,
  { shape, freeBatch, opset }: { shape: number[]; freeBatch: boolean; opset: number },
  seed: number,
): DifferenceProblem {
  const graph = graphOf({
    opset,
    nodes: [node(op, ['x'], ['y'])],
    inputs: [value('x', [freeBatch ? 'N' : shape[0]!, ...shape.slice(1)])],
    outputs: [value('y')],
  });
  return { graph, ...pointFor(op, shape, seed), seed };
}

/** Averages are linear: exact for any step. Values that are to be compared lie 1 apart, and move by a quarter at most. */
function pointFor(op: string, shape: readonly number[], seed: number): Pick<DifferenceProblem, 'at' | 'step'> {
  const random = createRandom(seed);
  if (op.includes('Max')) return { at: { x: distinctTensor(shape, random) }, step: 0.25 };
  return { at: { x: tensorOf(shape, quarters(random)) }, step: 4 };
}
