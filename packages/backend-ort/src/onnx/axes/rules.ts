import { intAttribute, intsAttribute } from '../attribute.js';
import { intsOf } from '../constant.js';
import type { ConstantTensor, GraphNode } from '../graph.js';
import type { Axes, Axis, Sides } from './atom.js';
import { bindPositions, createAtom, hasSide, isPurely, join, resized, roleOf } from './atom.js';
import { reshapeAxes } from './reshape.js';

/** A node as the tracing of axes sees it. */
export interface Step {
  readonly node: GraphNode;
  /** Which of its outputs. */
  readonly output: number;
  /** Axes of the inputs that depend on what is fed; null for the others. */
  readonly inputs: readonly (Axes | null)[];
  inputShape(index: number): Sides;
  readonly shape: Sides;
  constant(index: number): ConstantTensor | undefined;
  newAxis(side: number | null): Axis;
}

/** What the axes of an output come from; null where a rule does not apply. */
type AxisRule = (step: Step) => Axes | null;

/** Convolutions, pools and their kin, of whose input [N, C, H, W] they keep the order. */
const overPositions: AxisRule = ({ node, inputs: [x], shape, newAxis }) => {
  if (x?.length !== shape.length) return null;
  if (x.length === 4) bindPositions(x, 2);
  return shape.map((side, axis) => {
    const before = x[axis]!;
    if (axis === 1) return keepsChannels.has(node.op) && hasSide(before, side) ? before : newAxis(side);
    return hasSide(before, side) || side === null ? before : resized(before, side);
  });
};

const keepsChannels = new Set(
  'MaxPool AveragePool LpPool GlobalAveragePool GlobalMaxPool BatchNormalization InstanceNormalization LRN'.split(' '),
);

/** Operators over all inputs, spread to one shape or joined along one axis: axes that lie upon one another mean the same. */
const elementwise: AxisRule = ({ inputs, shape, newAxis }) => {
  const given = inputs.filter((axes) => axes !== null);
  return shape.map((side, axis) => {
    const aligned = given.map((axes) => axes[axis - shape.length + axes.length]).filter((own) => own !== undefined);
    joinAll(aligned);
    return mostTelling(aligned.filter((own) => hasSide(own, side))) ?? resizedOr(aligned[0], side, newAxis);
  });
};

function joinAll([first, ...others]: readonly Axis[]): void {
  for (const other of others) {
    if (first?.length !== other.length) continue;
    first.forEach((atom, i) => {
      const { size } = other[i]!;
      if (atom.size === size || atom.size === 1 || size === 1) join(atom, other[i]!);
    });
  }
}

function mostTelling(axes: readonly Axis[]): Axis | undefined {
  const known = (axis: Axis): number => axis.filter((atom) => roleOf(atom)).length;
  return axes.toSorted((a, b) => known(b) - known(a))[0];
}

function resizedOr(axis: Axis | undefined, side: number | null, newAxis: Step['newAxis']): Axis {
  return axis && side !== null ? resized(axis, side) : newAxis(side);
}

/** Operators that change the sides of their first input but not what its axes mean. */
const sameAxes: AxisRule = ({ inputs: [x], shape, newAxis }) =>
  x?.length === shape.length
    ? shape.map((side, axis) => (hasSide(x[axis]!, side) ? x[axis]! : resizedOr(x[axis], side, newAxis)))
    : null;

/** The two sides that change are those of the positions. */
const resize: AxisRule = (step) => {
  const x = step.inputs[0];
  if (x?.length !== 4) return sameAxes(step);
  const changed = [1, 2, 3].filter((axis) => !hasSide(x[axis]!, step.shape[axis]!)).join();
  if (changed === '2,3') bindPositions(x, 2);
  if (changed === '1,2') bindPositions(x, 1);
  return sameAxes(step);
};

const reduce: AxisRule = (step) => {
  const { node, inputs, shape } = step;
  const x = inputs[0];
  if (!x) return null;
  const axis = intAttribute(node, 'axis', undefined);
  const given = step.constant(1);
  const named = intsAttribute(node, 'axes', undefined) ?? (given ? intsOf(given) : axis !== undefined ? [axis] : []);
  const axes = named.map((one) => (one < 0 ? one + x.length : one));
  if (shape.length === x.length) return sameAxes(step);
  const kept = x.filter((_, one) => !axes.includes(one));
  return kept.length === shape.length ? kept : null;
};

const transpose: AxisRule = ({ node, inputs: [x] }) => {
  if (!x) return null;
  const order = intsAttribute(node, 'perm', undefined) ?? x.map((_, axis) => x.length - 1 - axis);
  return order.map((axis) => x[axis]!);
};

const reshape: AxisRule = ({ inputs: [x], shape, newAxis }) => (x ? reshapeAxes(x, shape, newAxis) : null);

const matMul: AxisRule = (step) => {
  const { inputs, shape, newAxis } = step;
  const [a, b] = inputs;
  if (shape.length < 2 || step.inputShape(0).length < 2 || step.inputShape(1).length < 2) return null;
  const leading = shape.slice(0, -2);
  const outer = elementwise({
    ...step,
    inputs: [a, b].map((axes) => axes?.slice(0, -2) ?? null),
    shape: leading,
  })!;
  return [...outer, a?.at(-2) ?? newAxis(shape.at(-2)!), b?.at(-1) ?? newAxis(shape.at(-1)!)];
};

const gemm: AxisRule = ({ node, inputs: [a], shape, newAxis }) => [
  a?.[intAttribute(node, 'transA', 0)] ?? newAxis(shape[0]!),
  newAxis(shape[1]!),
];

/** Rows of a table by an index of any rank, or one position of an axis. */
const gather: AxisRule = ({ node, inputs: [data, indices], inputShape, newAxis }) => {
  const shape = inputShape(0);
  const named = intAttribute(node, 'axis', 0);
  const axis = named < 0 ? named + shape.length : named;
  const own = data ?? shape.map((side) => newAxis(side));
  return [...own.slice(0, axis), ...(indices ?? inputShape(1).map((side) => newAxis(side))), ...own.slice(axis + 1)];
};

/** Of [T, N, C]: all states [T, directions, N, C] and the last [directions, N, C]; with layout 1 the batch comes first. */
const recurrent: AxisRule = ({ node, output, inputs: [x], shape, newAxis }) => {
  const [first, second] = x ?? [];
  if (!first || !second) return null;
  const isBatchFirst = intAttribute(node, 'layout', 0) === 1;
  const [directions, channels] = [newAxis(shape.at(isBatchFirst ? -2 : output === 0 ? 1 : 0)!), newAxis(shape.at(-1)!)];
  if (output === 0) return isBatchFirst ? [first, second, directions, channels] : [first, directions, second, channels];
  return isBatchFirst ? [first, directions, channels] : [directions, second, channels];
};

const rules: Readonly<Record<string, AxisRule>> = Object.fromEntries(
  (
    [
      [
        overPositions,
        'Conv ConvTranspose MaxPool AveragePool LpPool GlobalAveragePool GlobalMaxPool BatchNormalization ' +
          'InstanceNormalization GroupNormalization LRN DepthToSpace SpaceToDepth',
      ],
      [
        elementwise,
        'Add Sub Mul Div Pow Mod Max Min Mean Sum Where And Or Xor Equal Greater GreaterOrEqual Less LessOrEqual PRelu Concat',
      ],
      [resize, 'Resize Upsample'],
      [
        reduce,
        'ReduceMean ReduceSum ReduceMax ReduceMin ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSumExp ReduceLogSum ' +
          'ReduceProd ArgMax ArgMin',
      ],
      [transpose, 'Transpose'],
      [reshape, 'Reshape Flatten Squeeze Unsqueeze'],
      [matMul, 'MatMul'],
      [gemm, 'Gemm'],
      [gather, 'Gather'],
      [recurrent, 'LSTM GRU RNN'],
    ] as const
  ).flatMap(([rule, ops]) => ops.split(' ').map((op) => [op, rule] as const)),
);

/** The axes of a node's output, in whose sides they fit; new ones where no rule knows better. */
export function axesAfter(step: Step): Axes {
  const { node, inputs, shape, newAxis } = step;
  const rule = node.domain === '' ? (rules[node.op] ?? sameAxes) : sameAxes;
  const traced = rule(step);
  const first = inputs.find((axes) => axes !== null)?.[0];
  return shape.map((side, axis) => {
    const found = traced?.[axis];
    if (found && hasSide(found, side)) return found;
    // Without a better rule the first axis stays the batch.
    if (axis === 0 && side !== null && first && isPurely(first, 'batch') && hasSide(first, side)) return first;
    return newAxis(side);
  });
}

/** An axis of no known meaning; the batch where it is free. */
export function newAxisOf(batch: Axis): Step['newAxis'] {
  return (side) => (side === null ? batch : [createAtom(side)]);
}
