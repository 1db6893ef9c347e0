import { intsOf } from '../../onnx/constant.js';
import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';

/** y = copies of x side by side along each axis: the cotangents of the copies are summed. */
export const tile: Rule = {
  vjp: ({ op, constant, inputShape, cotangent }) => {
    const repeats = constant(1);
    if (!repeats) return [impossible('its repeats are computed at run time'), null];
    // Each repeated axis is seen as two, [copies, side].
    const sides: number[] = [];
    const copies: number[] = [];
    intsOf(repeats).forEach((times, axis) => {
      if (times !== 1) copies.push(sides.push(times) - 1);
      sides.push(inputShape(0)[axis] ?? -1);
    });
    return [
      copies.length > 0 ? op.ReduceSum(op.Reshape(cotangent(), op.ints(sides)), copies, false) : cotangent(),
      null,
    ];
  },
};
