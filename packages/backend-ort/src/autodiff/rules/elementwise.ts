import { isFloatDType } from '../../dtypes.js';
import { floatsOf, intsOf } from '../../onnx/constant.js';
import type { Rule } from '../rule.js';

/** y = exp x. */
export const exp: Rule = { vjp: ({ op, output, cotangent }) => [op.Mul(cotangent(), output())] };

/** y = log x. */
export const log: Rule = { vjp: ({ op, input, cotangent }) => [op.Div(cotangent(), input(0))] };

/** y = sqrt x; y' = 1 / (2 y). */
export const sqrt: Rule = {
  vjp: ({ op, output, cotangent, scalar }) => [op.Div(cotangent(), op.Mul(output(), scalar(2)))],
};

/** y = 1 / x; y' = -y^2. */
export const reciprocal: Rule = {
  vjp: ({ op, output, cotangent }) => [op.Neg(op.Mul(cotangent(), op.Mul(output(), output())))],
};

/** y = |x|; derivative 0 at 0. */
export const abs: Rule = { vjp: ({ op, input, cotangent }) => [op.Mul(cotangent(), op.Sign(input(0)))] };

/** y = sin x. */
export const sin: Rule = { vjp: ({ op, input, cotangent }) => [op.Mul(cotangent(), op.Cos(input(0)))] };

/** y = cos x. */
export const cos: Rule = {
  vjp: ({ op, input, cotangent }) => [op.Neg(op.Mul(cotangent(), op.Sin(input(0))))],
};

/** y = erf x; y' = 2 / sqrt(pi) exp(-x^2). The factor is put into the exponent: a pass less over the values. */
export const erf: Rule = {
  vjp: ({ op, input, cotangent, scalar }) => {
    const exponent = op.Sub(scalar(Math.log(2 / Math.sqrt(Math.PI))), op.Mul(input(0), input(0)));
    return [op.Mul(cotangent(), op.Exp(exponent))];
  },
};

/**
 * y = a^b. At a: b a^(b-1), and 0 for b = 0. At b: y log a, and 0 for a = 0 (with b >= 0), as torch; NaN for a negative
 * base. The exponent may be an integer.
 */
export const pow: Rule = {
  broadcasts: 'all',
  vjp: ({ op, input, output, cotangent, constant, scalar }) => {
    const base = input(0);
    const given = constant(1);
    const values = given && (isFloatDType(given.dtype) ? floatsOf(given) : Float32Array.from(intsOf(given)));
    if (values?.length === 1 && values[0] === 2) return [op.Mul(cotangent(), op.Mul(base, scalar(2))), null];
    const exponent = values ? op.floats([...values], given.shape) : op.node('CastLike', [input(1), base]);
    const slope = op.Mul(exponent, op.Pow(base, op.Sub(exponent, scalar(1))));
    const safe = values && !values.includes(0) ? slope : op.Where(op.Equal(exponent, scalar(0)), scalar(0), slope);
    const toBase = op.Mul(cotangent(), safe);
    if (values) return [toBase, null];
    const flat = op.And(op.Equal(base, scalar(0)), op.GreaterOrEqual(exponent, scalar(0)));
    return [toBase, op.Where(flat, scalar(0), op.Mul(cotangent(), op.Mul(output(), op.Log(base))))];
  },
};
