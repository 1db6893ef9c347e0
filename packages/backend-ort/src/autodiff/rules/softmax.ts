import type { Rule } from '../rule.js';
import { normalizeAxis } from '../shapes.js';

/** y = exp x / sum exp x along an axis; dx = y (g - sum(g y)). */
export const softmax: Rule = {
  vjp: ({ op, output, cotangent, attributes, inputShape }) => {
    const axis = normalizeAxis(attributes.int('axis', -1), inputShape(0).length);
    const weighted = op.Mul(cotangent(), output());
    return [op.Sub(weighted, op.Mul(output(), op.ReduceSum(weighted, [axis], true)))];
  },
};

/** y = x - log sum exp x along an axis; dx = g - exp(y) sum(g). */
export const logSoftmax: Rule = {
  vjp: ({ op, output, cotangent, attributes, inputShape }) => {
    const axis = normalizeAxis(attributes.int('axis', -1), inputShape(0).length);
    const total = op.ReduceSum(cotangent(), [axis], true);
    return [op.Sub(cotangent(), op.Mul(op.Exp(output()), total))];
  },
};
