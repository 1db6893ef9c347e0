import { createRandom } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { AttributeValue, GraphNode } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { quarters, quartersConstant, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets } from '../helpers/property.js';

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
  /** Cells that the windows leave over, and further windows. */
  readonly extra: number;
  readonly outputPadding: number;
}

interface Convolution {
  readonly axes: readonly Axis[];
  readonly batch: number;
  readonly freeBatch: boolean;
  readonly group: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly autoPad: 'NOTSET' | 'SAME_UPPER' | 'SAME_LOWER' | 'VALID';
  /** Whether a transposed convolution is given the size of its output. */
  readonly sized: boolean;
  readonly bias: boolean;
  /** Whether the weights come out of a node instead of the file. */
  readonly computed: boolean;
  readonly opset: number;
}

const axis = fc.record<Axis>({
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  begin: fc.integer({ min: 0, max: 3 }),
  end: fc.integer({ min: 0, max: 3 }),
  extra: fc.integer({ min: 0, max: 5 }),
  outputPadding: fc.integer({ min: 0, max: 2 }),
});

const convolution = fc.record<Convolution>({
  axes: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(axis, axis) },
    // The same on both axes, as in most networks.
    { weight: 4, arbitrary: axis.map((both) => [both, both]) },
    { weight: 1, arbitrary: fc.tuple(axis) },
    { weight: 1, arbitrary: fc.tuple(axis, axis, axis) },
  ),
  batch: fc.integer({ min: 1, max: 2 }),
  freeBatch: fc.boolean(),
  group: fc.integer({ min: 1, max: 3 }),
  // Few and many: gradients at up to four channels take another way.
  inputs: fc.integer({ min: 1, max: 6 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  autoPad: fc.constantFrom('NOTSET', 'NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
  sized: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
  bias: fc.boolean(),
  computed: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
  opset: opsets(),
});

// Convolutions are affine, so differences are exact for any step.
describe('gradients against differences', () => {
  it('Conv', () => checkDifferences(convolution, convProblem, 120));
  it('ConvTranspose', () => checkDifferences(convolution, convTransposeProblem, 80));
});

function convProblem(drawn: Convolution, seed: number): DifferenceProblem {
  const { axes, group, inputs, outputs, autoPad } = drawn;
  const padded = autoPad === 'NOTSET';
  const sides = axes.map(({ kernel, dilation, begin, end, extra }) =>
    Math.max(1, dilation * (kernel - 1) + 1 + extra - (padded ? begin + end : 0)),
  );
  const weights = [group * outputs, inputs, ...axes.map(({ kernel }) => kernel)];
  return problem('Conv', drawn, seed, [group * inputs, ...sides], weights, group * outputs, {
    ...windowAttributes(drawn),
    // ONNX Runtime refuses dilations beside SAME.
    ...(autoPad.startsWith('SAME') && { dilations: axes.map(() => 1) }),
    ...(padded ? { pads: [...axes.map(({ begin }) => begin), ...axes.map(({ end }) => end)] } : { auto_pad: autoPad }),
  });
}

function convTransposeProblem(drawn: Convolution, seed: number): DifferenceProblem {
  const { axes, group, inputs, outputs, autoPad, sized } = drawn;
  const padded = autoPad === 'NOTSET' && !sized;
  const paddings = axes.map(({ outputPadding, stride }) => Math.min(outputPadding, stride - 1));
  // At least one cell of the output must be left by the padding.
  const sides = axes.map((a) => 1 + a.extra + (padded ? Math.ceil((a.begin + a.end) / a.stride) : 0));
  const sizes = axes.map((a, i) => {
    const full = a.stride * (sides[i]! - 1) + a.dilation * (a.kernel - 1) + 1 + paddings[i]!;
    // ONNX Runtime's shape inference gives up on outputs smaller than the input.
    return Math.max(sides[i]!, full - a.begin - a.end);
  });
  const weights = [group * inputs, outputs, ...axes.map(({ kernel }) => kernel)];
  return problem('ConvTranspose', drawn, seed, [group * inputs, ...sides], weights, group * outputs, {
    ...windowAttributes(drawn),
    // Beside auto_pad alone, ONNX Runtime infers other shapes for it than it makes.
    ...((padded || sized) && { output_padding: paddings }),
    ...(sized && { output_shape: sizes }),
    ...(padded ? { pads: [...axes.map(({ begin }) => begin), ...axes.map(({ end }) => end)] } : { auto_pad: autoPad }),
  });
}

function windowAttributes({ axes, group }: Convolution): Record<string, AttributeValue> {
  return {
    kernel_shape: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    group,
  };
}

function problem(
  op: string,
  { batch, freeBatch, bias, computed, opset }: Convolution,
  seed: number,
  sides: readonly number[],
  weights: readonly number[],
  outputs: number,
  attributes: Record<string, AttributeValue>,
): DifferenceProblem {
  const random = createRandom(seed);
  const convolve = node(op, ['x', computed ? 'computed' : 'w', ...(bias ? ['b'] : [])], ['y'], attributes);
  const nodes: GraphNode[] = computed ? [node('Neg', ['w'], ['computed']), convolve] : [convolve];
  const graph = graphOf({
    opset,
    nodes,
    inputs: [value('x', [freeBatch ? 'N' : batch, ...sides])],
    outputs: [value('y')],
    constants: [quartersConstant('w', weights, random), quartersConstant('b', [outputs], random)],
  });
  return { graph, at: { x: tensorOf([batch, ...sides], quarters(random)) }, step: 1, seed };
}
