import type { Rule, RuleContext } from '../rule.js';

/**
 * Passes the cotangent where the condition holds and zero elsewhere. As a product with 0 or 1: ONNX Runtime's selection
 * (Where) takes about three times as long, and cotangents of activations are finite.
 */
export function passWhere({ op, cotangent }: RuleContext, condition: string): string {
  return op.Mul(cotangent(), op.node('CastLike', [condition, cotangent()]));
}

/** y = max(x, 0). Subgradient 0 at 0. Looks at the output, so that the runtime can still fuse the activation. */
export const relu: Rule = {
  vjp: (context) => [passWhere(context, context.op.Greater(context.output(), context.scalar(0)))],
};

/** y = x for x >= 0, alpha x below. Slope alpha at 0, as torch. */
export const leakyRelu: Rule = {
  vjp: ({ op, input, cotangent, attributes, scalar }) => [
    op.Where(
      op.Greater(input(0), scalar(0)),
      cotangent(),
      op.Mul(cotangent(), scalar(attributes.float('alpha', 0.01))),
    ),
  ],
};

/** y = x for x > alpha, else 0. */
export const thresholdedRelu: Rule = {
  vjp: (context) => [
    passWhere(context, context.op.Greater(context.input(0), context.scalar(context.attributes.float('alpha', 1)))),
  ],
};

/** y = x for x > 0, slope * x otherwise; the slope broadcasts to x. */
export const pRelu: Rule = {
  broadcasts: [1],
  vjp: (context) => {
    const { op, input, cotangent, scalar } = context;
    const positive = op.Greater(input(0), scalar(0));
    return [
      op.Where(positive, cotangent(), op.Mul(cotangent(), input(1))),
      op.Where(positive, scalar(0), op.Mul(cotangent(), input(0))),
    ];
  },
};

/** y = 1 / (1 + exp(-x)); y' = y (1 - y). */
export const sigmoid: Rule = {
  vjp: ({ op, output, cotangent, scalar }) => [op.Mul(cotangent(), op.Mul(output(), op.Sub(scalar(1), output())))],
};

/** y' = 1 - y^2. */
export const tanh: Rule = {
  vjp: ({ op, output, cotangent, scalar }) => [op.Mul(cotangent(), op.Sub(scalar(1), op.Mul(output(), output())))],
};

/** y = max(0, min(1, alpha x + beta)); slope alpha strictly inside, as torch's hardsigmoid. */
export const hardSigmoid: Rule = {
  vjp: ({ op, output, cotangent, attributes, scalar }) => {
    const inside = op.And(op.Greater(output(), scalar(0)), op.Less(output(), scalar(1)));
    return [op.Where(inside, op.Mul(cotangent(), scalar(attributes.float('alpha', 0.2))), scalar(0))];
  },
};

/** y = x max(0, min(1, x/6 + 1/2)); y' = 0 up to -3, 1 from 3, x/3 + 1/2 between. */
export const hardSwish: Rule = {
  vjp: ({ op, input, cotangent, scalar }) => {
    const x = input(0);
    const slope = op.Add(op.Mul(x, scalar(1 / 3)), scalar(0.5));
    const bounded = op.Where(op.Less(x, scalar(3)), op.Mul(cotangent(), slope), cotangent());
    return [op.Where(op.Greater(x, scalar(-3)), bounded, scalar(0))];
  },
};

/** y = x for x > 0, alpha (exp x - 1) otherwise. */
export const elu: Rule = {
  vjp: ({ op, input, output, cotangent, attributes, scalar }) => {
    const below = op.Add(output(), scalar(attributes.float('alpha', 1)));
    return [op.Where(op.Greater(input(0), scalar(0)), cotangent(), op.Mul(cotangent(), below))];
  },
};

/** y = gamma x for x > 0, gamma alpha (exp x - 1) otherwise. */
export const selu: Rule = {
  vjp: ({ op, input, output, cotangent, attributes, scalar }) => {
    const alpha = attributes.float('alpha', 1.67326319217681884765625);
    const gamma = attributes.float('gamma', 1.05070102214813232421875);
    const slope = op.Where(op.Greater(input(0), scalar(0)), scalar(gamma), op.Add(output(), scalar(alpha * gamma)));
    return [op.Mul(cotangent(), slope)];
  },
};

/** y = log(1 + exp x); y' = sigmoid(x). */
export const softplus: Rule = {
  vjp: ({ op, input, cotangent }) => [op.Mul(cotangent(), op.Sigmoid(input(0)))],
};

/** y = x / (1 + |x|); y' = (1 - |y|)^2. */
export const softsign: Rule = {
  vjp: ({ op, output, cotangent, scalar }) => {
    const rest = op.Sub(scalar(1), op.Abs(output()));
    return [op.Mul(cotangent(), op.Mul(rest, rest))];
  },
};
