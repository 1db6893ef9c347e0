import type { Rule } from '../rule.js';

/** y = a + b. */
export const add: Rule = { broadcasts: 'all', vjp: ({ cotangent }) => [cotangent(), cotangent()] };

/** y = a - b. */
export const sub: Rule = { broadcasts: 'all', vjp: ({ cotangent, op }) => [cotangent(), op.Neg(cotangent())] };

/** y = a b. */
export const mul: Rule = {
  broadcasts: 'all',
  vjp: ({ input, cotangent, op }) => [op.Mul(cotangent(), input(1)), op.Mul(cotangent(), input(0))],
};

/** y = a / b. */
export const div: Rule = {
  broadcasts: 'all',
  vjp: ({ input, output, cotangent, op }) => {
    const quotient = op.Div(cotangent(), input(1));
    return [quotient, op.Neg(op.Mul(quotient, output()))];
  },
};

/** y = x1 + x2 + ... */
export const sum: Rule = { broadcasts: 'all', vjp: ({ node, cotangent }) => node.inputs.map(() => cotangent()) };

/** y = (x1 + x2 + ...) / n. */
export const mean: Rule = {
  broadcasts: 'all',
  vjp: ({ node, cotangent, op, scalar }) => {
    const share = op.Div(cotangent(), scalar(node.inputs.length));
    return node.inputs.map(() => share);
  },
};

/** y = -x. */
export const neg: Rule = { vjp: ({ cotangent, op }) => [op.Neg(cotangent())] };
