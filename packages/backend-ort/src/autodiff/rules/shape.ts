import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';
import { reshapeToInput } from '../shapes.js';

/** Flatten, Reshape, Squeeze, Unsqueeze: the same values in another shape. */
export const reshape: Rule = { vjp: (context) => [reshapeToInput(context, context.cotangent()), null] };

/** y = x. */
export const identity: Rule = {
  vjp: ({ node, cotangent }) => node.inputs.map((_, i) => (i === 0 ? cotangent() : null)),
};

/** At inference y = x. */
export const dropout: Rule = {
  vjp: ({ has, constant, cotangent }) => {
    const training = has(2) ? constant(2)?.bytes[0] !== 0 : false;
    return [training ? impossible('it is in training mode') : cotangent(), null, null];
  },
};

/** A cast between float types; one from or to anything else stops the gradient before it gets here. */
export const cast: Rule = { vjp: ({ op, input, cotangent }) => [op.node('CastLike', [cotangent(), input(0)])] };

/** y = x with its axes permuted; the inverse permutation brings the cotangent back. */
export const transpose: Rule = {
  vjp: ({ op, attributes, inputShape, cotangent }) => {
    const rank = inputShape(0).length;
    const forward = attributes.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
    const inverse = Array<number>(rank);
    forward.forEach((from, to) => (inverse[from] = to));
    return [op.Transpose(cotangent(), inverse)];
  },
};

/** y = x repeated along sides of 1: summed back. */
export const expand: Rule = { broadcasts: [0], vjp: ({ cotangent }) => [cotangent(), null] };
