import type { Rule } from '../rule.js';

/** y = x F(x), F the normal distribution function, exact or by the tanh approximation (Hendrycks and Gimpel 2016). */
export const gelu: Rule = {
  vjp: ({ op, input, cotangent, attributes, scalar }) => {
    const x = input(0);
    const square = op.Mul(x, x);
    if (attributes.string('approximate', 'none') === 'none') {
      const half = op.Mul(op.Add(op.Erf(op.Mul(x, scalar(Math.SQRT1_2))), scalar(1)), scalar(0.5));
      const density = op.Mul(op.Exp(op.Mul(square, scalar(-0.5))), scalar(1 / Math.sqrt(2 * Math.PI)));
      return [op.Mul(cotangent(), op.Add(half, op.Mul(x, density)))];
    }
    const rate = Math.sqrt(2 / Math.PI);
    const inner = op.Mul(op.Mul(x, op.Add(op.Mul(square, scalar(0.044715)), scalar(1))), scalar(rate));
    const t = op.Tanh(inner);
    const slope = op.Mul(op.Add(op.Mul(square, scalar(3 * 0.044715)), scalar(1)), scalar(rate));
    const bell = op.Mul(op.Sub(scalar(1), op.Mul(t, t)), op.Mul(x, slope));
    return [op.Mul(cotangent(), op.Mul(op.Add(op.Add(t, scalar(1)), bell), scalar(0.5)))];
  },
};
