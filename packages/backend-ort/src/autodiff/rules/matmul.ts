import type { Rule, RuleContext, Shape } from '../rule.js';

/** y = A B over the last two axes, NumPy's matmul: vectors are promoted, leading axes broadcast. */
export const matmul: Rule = {
  vjp: (context) => {
    const { op, input, cotangent, inputShape } = context;
    const left = inputShape(0);
    const right = inputShape(1);
    const a = left.length === 1 ? op.Unsqueeze(input(0), [0]) : input(0);
    const b = right.length === 1 ? op.Unsqueeze(input(1), [1]) : input(1);
    const aShape: Shape = left.length === 1 ? [1, ...left] : left;
    const bShape: Shape = right.length === 1 ? [...right, 1] : right;
    // Axes that the promotion of a vector took out of the output come back: rows at -2, columns at -1.
    const missing = [...(left.length === 1 ? [-2] : []), ...(right.length === 1 ? [-1] : [])];
    const g = missing.length > 0 ? op.Unsqueeze(cotangent(), missing) : cotangent();
    const batch = broadcastShapes(aShape.slice(0, -2), bShape.slice(0, -2));
    const toLeft = op.MatMul(g, swapLastAxes(context, b, bShape.length));
    const toRight = op.MatMul(swapLastAxes(context, a, aShape.length), g);
    return [
      left.length === 1
        ? context.unbroadcast(op.Squeeze(toLeft, [-2]), [...batch, ...left], 0)
        : context.unbroadcast(toLeft, [...batch, ...left.slice(-2)], 0),
      right.length === 1
        ? context.unbroadcast(op.Squeeze(toRight, [-1]), [...batch, ...right], 1)
        : context.unbroadcast(toRight, [...batch, ...right.slice(-2)], 1),
    ];
  },
};

function swapLastAxes({ op }: RuleContext, value: string, rank: number): string {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return op.Transpose(value, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length];
    const right = b[axis - rank + b.length];
    return left === undefined || left === 1 ? (right ?? (right === null ? null : (left ?? 1))) : left;
  });
}
