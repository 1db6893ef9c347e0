import type { Rule } from '../rule.js';
import { knownSide, normalizeAxis } from '../shapes.js';

/** Inputs side by side along an axis: each takes its part of the cotangent. */
export const concat: Rule = {
  vjp: ({ op, node, attributes, inputShape, cotangent }) => {
    if (node.inputs.length === 1) return [cotangent()];
    const axis = normalizeAxis(attributes.int('axis', 1), inputShape(0).length);
    return op.Split(
      cotangent(),
      node.inputs.map((_, i) => knownSide(inputShape(i)[axis])),
      axis,
    );
  },
};
