import type { Rule } from '../rule.js';

/** y[i] = sum of x[j] over j <= i along an axis (CumSum): each element takes the cotangents of the sums it is in. */
export const cumulativeSum: Rule = {
  vjp: ({ op, attributes, input, cotangent }) => {
    const exclusive = attributes.int('exclusive', 0);
    const reverse = 1 - attributes.int('reverse', 0);
    return [op.node('CumSum', [cotangent(), input(1)], { exclusive, reverse }), null];
  },
};
