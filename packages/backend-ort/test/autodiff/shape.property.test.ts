import { createRandom } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { constantFromInts } from '../../src/onnx/constant.js';
import type { AttributeValue } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import type { DifferenceProblem } from '../helpers/differences.js';
import { quarters, tensorOf } from '../helpers/floats.js';
import { checkDifferences, opsets, sides } from '../helpers/property.js';

const anyAxis = fc.integer({ min: 0, max: 3 });

const concat = fc.record({
  shape: sides({ min: 1, max: 4 }),
  axis: anyAxis,
  lengths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
  negative: fc.boolean(),
  twice: fc.boolean(),
  opset: opsets(),
});

const split = fc.record({
  shape: sides({ min: 1, max: 4 }),
  axis: anyAxis,
  lengths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
  equal: fc.boolean(),
  negative: fc.boolean(),
  /** Bit i: output i is looked at. */
  used: fc.integer({ min: 1, max: 15 }),
  opset: opsets(),
});

const slice = fc.record({
  axes: fc.array(
    fc.record({
      side: fc.integer({ min: 1, max: 7 }),
      sliced: fc.boolean(),
      first: fc.integer({ min: 0, max: 6 }),
      length: fc.integer({ min: 1, max: 7 }),
      step: fc.constantFrom(1, 1, 2, 3, -1, -2),
      form: fc.constantFrom('plain', 'negative', 'far'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  backwards: fc.boolean(),
  negative: fc.boolean(),
  opset: opsets(),
});

const pad = fc.record({
  axes: fc.array(
    fc.record({
      side: fc.integer({ min: 1, max: 4 }),
      begin: fc.integer({ min: -1, max: 3 }),
      end: fc.integer({ min: -1, max: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  mode: fc.constantFrom('constant', 'constant', 'edge', 'reflect', 'wrap'),
  opset: opsets(),
});

const gather = fc.record({
  shape: sides({ min: 1, max: 4 }),
  axis: anyAxis,
  picks: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
  rank: fc.integer({ min: 0, max: 2 }),
  negative: fc.boolean(),
  opset: opsets(),
});

// All of them move values or add them up, so differences are exact for any step.
describe('gradients of moving operators against differences', () => {
  it('Concat', () =>
    checkDifferences(concat, ({ shape, axis: drawnAxis, lengths, negative, twice, opset }, seed) => {
      const axis = drawnAxis % shape.length;
      const shapes = lengths.map((length) => shape.map((side, i) => (i === axis ? length : side)));
      const names = shapes.map((_, i) => `x${i}`);
      const attributes = { axis: negative && opset >= 11 ? axis - shape.length : axis };
      const inputs = twice ? [...names, 'x0'] : names;
      return problem(
        'Concat',
        Object.fromEntries(names.map((name, i) => [name, shapes[i]!])),
        inputs,
        {},
        attributes,
        opset,
        seed,
      );
    }));

  it('Split', () =>
    checkDifferences(split, ({ shape, axis: drawnAxis, lengths, equal, negative, used, opset }, seed) => {
      const axis = drawnAxis % shape.length;
      const sizes = equal ? lengths.map(() => lengths[0]!) : lengths;
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const outputs = sizes.map((_, i) => `y${i}`);
      const looked = outputs.filter((_, i) => (used >> i) & 1);
      const attributes = {
        axis: negative && opset >= 11 ? axis - shape.length : axis,
        ...(!equal && opset < 13 && { split: sizes }),
        ...(equal && opset >= 18 && { num_outputs: sizes.length }),
      };
      const ints = !equal && opset >= 13 ? { sizes } : {};
      const x = shape.map((side, i) => (i === axis ? total : side));
      return problem(
        'Split',
        { x },
        ['x'],
        ints,
        attributes,
        opset,
        seed,
        outputs,
        looked.length > 0 ? looked : outputs,
      );
    }));

  it('Slice', () =>
    checkDifferences(
      slice,
      ({ axes, backwards, negative, opset }, seed) => {
        const cuts = axes.flatMap((axis, i) => (axis.sliced ? [{ ...axis, axis: i }] : []));
        if (backwards) cuts.reverse();
        const rank = axes.length;
        const bounds = cuts.map((cut) => sliceBounds({ ...cut, step: opset >= 10 ? cut.step : 1 }));
        const ints = {
          starts: bounds.map(({ start }) => start),
          ends: bounds.map(({ end }) => end),
          axes: cuts.map(({ axis }) => (negative && opset >= 10 ? axis - rank : axis)),
        };
        const steps = cuts.map(({ step }) => step);
        const x = axes.map(({ side }) => side);
        if (cuts.length === 0) return problem('Identity', { x }, ['x'], {}, {}, opset, seed);
        return opset >= 10
          ? problem('Slice', { x }, ['x'], { ...ints, steps }, {}, opset, seed)
          : problem('Slice', { x }, ['x'], {}, ints, opset, seed);
      },
      100,
    ));

  it('Pad', () =>
    checkDifferences(
      pad,
      ({ axes, mode: drawnMode, opset }, seed) => {
        const mode = drawnMode === 'wrap' && opset < 19 ? 'edge' : drawnMode;
        // What is mirrored must be there, and something must be left.
        const limited = axes.map(({ side, begin, end }) => {
          if (mode === 'constant') return side + Math.min(begin, 0) + Math.min(end, 0) > 0 ? [begin, end] : [0, 0];
          const most = mode === 'reflect' ? side - 1 : side;
          return [begin, end].map((p) => Math.min(Math.max(p, 0), most));
        });
        const pads = [...limited.map(([begin]) => begin!), ...limited.map(([, end]) => end!)];
        const x = axes.map(({ side }) => side);
        return opset >= 11
          ? problem('Pad', { x }, ['x'], { pads }, { mode }, opset, seed)
          : problem('Pad', { x }, ['x'], {}, { mode, pads }, opset, seed);
      },
      80,
    ));

  it('Gather', () =>
    checkDifferences(
      gather,
      ({ shape, axis: drawnAxis, picks, rank, negative, opset }, seed) => {
        const axis = drawnAxis % shape.length;
        const side = shape[axis]!;
        const indices = (rank === 0 ? picks.slice(0, 1) : picks).map(
          (pick) => (pick % side) - (negative && opset >= 11 ? side : 0),
        );
        const shapes = { 0: [], 1: [indices.length], 2: [1, indices.length] };
        const { graph, ...rest } = problem('Gather', { x: shape }, ['x'], { indices }, { axis }, opset, seed);
        const constant = constantFromInts('indices', indices, shapes[rank as keyof typeof shapes]);
        return { graph: { ...graph, constants: new Map([['indices', constant]]) }, ...rest };
      },
      60,
    ));
});

/** Starts and ends that take `length` cells from `first` on, as far as they are there, in one of the ways to write them. */
function sliceBounds(cut: { side: number; first: number; length: number; step: number; form: string }): {
  start: number;
  end: number;
} {
  const { side, length, step, form } = cut;
  const first = cut.first % side;
  const last = step > 0 ? Math.min(first + length * step, side) : Math.max(first + length * step, -1);
  if (step > 0) {
    if (form === 'negative') return { start: first - side, end: last === side ? 2 ** 62 : last - side };
    return { start: first, end: form === 'far' && last === side ? side + 5 : last };
  }
  const end = last === -1 ? -side - 1 : last;
  if (form === 'negative') return { start: first - side, end: end < 0 ? end : end - side };
  return { start: form === 'far' && first === side - 1 ? side + 5 : first, end };
}

function problem(
  op: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  inputs: readonly string[],
  ints: Readonly<Record<string, readonly number[]>>,
  attributes: Record<string, AttributeValue>,
  opset: number,
  seed: number,
  outputs: readonly string[] = ['y'],
  looked = outputs,
): DifferenceProblem {
  const draw = quarters(createRandom(seed));
  const graph = graphOf({
    opset,
    nodes: [node(op, [...inputs, ...Object.keys(ints)], outputs, attributes)],
    inputs: Object.entries(shapes).map(([name, shape]) => value(name, shape)),
    outputs: looked.map((name) => value(name)),
    constants: Object.entries(ints).map(([name, values]) => constantFromInts(name, values)),
  });
  const at: Record<string, FloatTensor> = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tensorOf(shape, draw)]),
  );
  return { graph, at, step: 1, seed };
}
