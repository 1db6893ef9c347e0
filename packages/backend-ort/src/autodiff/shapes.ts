import type { RuleContext, Shape } from './rule.js';

/** Non-negative form of an axis of a tensor of the given rank. */
export function normalizeAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Whether two static shapes are the same, the free batch side included. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}

/** Name of an int64 value that holds the shape of the i-th input; a constant where every side is known. */
export function inputShapeValue({ op, input, inputShape }: RuleContext, index: number): string {
  const shape = inputShape(index);
  return shape.every((side) => side !== null) ? op.ints(shape) : op.Shape(input(index));
}

/** Reshapes a value to the shape of the i-th input. */
export function reshapeToInput(context: RuleContext, value: string, index = 0): string {
  const shape = context.inputShape(index);
  const free = shape.filter((side) => side === null).length;
  const known = free <= 1 && !shape.includes(0);
  return context.op.Reshape(
    value,
    known ? context.op.ints(shape.map((side) => side ?? -1)) : inputShapeValue(context, index),
  );
}

/** Repeats a value with sides of 1 up to the shape of the i-th input. */
export function expandToInput(context: RuleContext, value: string, index = 0): string {
  return context.op.Expand(value, inputShapeValue(context, index));
}

/**
 * The spatial sides of a shape [N, C, ...], which must be known: a gradient needs them when it is built.
 * The backend fixes the input's size first, so they are.
 */
export function spatialSides(shape: Shape): number[] {
  return shape.slice(2).map((side) => knownSide(side));
}

export function knownSide(side: number | null | undefined): number {
  if (side === null || side === undefined)
    throw new RangeError('a side that its gradient needs is not known before run time');
  return side;
}
