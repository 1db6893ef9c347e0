import { sizeOf } from '@pellucid/core';
import type { Rule } from '../rule.js';
import { expandToInput, reshapeToInput, spatialSides } from '../shapes.js';

/** y = mean over all positions of a channel. */
export const globalAveragePool: Rule = {
  vjp: (context) => {
    const cells = sizeOf(spatialSides(context.inputShape(0)));
    return [expandToInput(context, context.op.Mul(context.cotangent(), context.scalar(1 / cells)))];
  },
};

/** y = max over all positions of a channel; the first of equals takes the cotangent. */
export const globalMaxPool: Rule = {
  vjp: (context) => {
    const { op, input, inputShape, cotangent, scalar } = context;
    const cells = sizeOf(spatialSides(inputShape(0)));
    const winner = op.node('ArgMax', [op.Reshape(input(0), [0, 0, cells])], { axis: 2, keepdims: 1 });
    const chosen = op.Equal(winner, op.ints(Array.from({ length: cells }, (_, cell) => cell)));
    return [reshapeToInput(context, op.Where(chosen, op.Reshape(cotangent(), [0, 0, 1]), scalar(0)))];
  },
};
