import { intsOf } from '../../onnx/constant.js';
import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { expandToInput, inputShapeValue, knownSide, normalizeAxis } from '../shapes.js';

/** A rule that knows the axes its node reduces over: those of its second input or its attribute, all when none are named. */
function overAxes(vjp: (context: RuleContext, axes: readonly number[]) => string): Rule {
  return {
    vjp: (context) => {
      const { attributes, has, constant, inputShape } = context;
      const rank = inputShape(0).length;
      const given = has(1) ? constant(1) : null;
      if (has(1) && !given) return [impossible('its axes are computed at run time'), null];
      const named = given ? intsOf(given) : (attributes.ints('axes') ?? []);
      const none =
        attributes.int('noop_with_empty_axes', 0) === 1 ? [] : Array.from({ length: rank }, (_, axis) => axis);
      return [vjp(context, named.length > 0 ? named.map((axis) => normalizeAxis(axis, rank)) : none), null];
    },
  };
}

/** The value of a reduction's output (its cotangent, or the output itself) with the reduced sides back as 1. */
function keepAxes({ op, attributes }: RuleContext, value: string, axes: readonly number[]): string {
  return attributes.int('keepdims', 1) === 1 || axes.length === 0 ? value : op.Unsqueeze(value, axes);
}

/** y = sum of x over the axes. */
export const reduceSum: Rule = overAxes((context, axes) =>
  expandToInput(context, keepAxes(context, context.cotangent(), axes)),
);

/** y = mean of x over the axes. */
export const reduceMean: Rule = overAxes((context, axes) => {
  const shape = context.inputShape(0);
  const count = axes.every((axis) => shape[axis] !== null)
    ? context.scalar(axes.reduce((product, axis) => product * knownSide(shape[axis]), 1))
    : runtimeCount(context, axes);
  return expandToInput(context, context.op.Div(keepAxes(context, context.cotangent(), axes), count));
});

/** Number of reduced elements where the batch is among them. */
function runtimeCount(context: RuleContext, axes: readonly number[]): string {
  const { op } = context;
  const sides = op.node('Gather', [inputShapeValue(context, 0), op.ints(axes)], { axis: 0 });
  return op.node('CastLike', [op.node('ReduceProd', [sides], { keepdims: 0 }), context.cotangent()]);
}

/** y = sqrt(sum of x^2); y' = x / y, and 0 where y is 0, as torch. */
export const reduceL2: Rule = overAxes((context, axes) => {
  const { op, scalar } = context;
  const norm = keepAxes(context, context.output(), axes);
  const g = keepAxes(context, context.cotangent(), axes);
  const scaled = op.Where(op.Equal(norm, scalar(0)), scalar(0), op.Div(g, norm));
  return op.Mul(context.input(0), scaled);
});

/** y = sum of |x|. */
export const reduceL1: Rule = overAxes((context, axes) =>
  context.op.Mul(keepAxes(context, context.cotangent(), axes), context.op.Sign(context.input(0))),
);

/** y = max (or min) of x over the axes; equals share the cotangent evenly, as torch's amax. */
export const reduceExtreme: Rule = overAxes((context, axes) => {
  const { op, scalar, input, output, cotangent } = context;
  if (axes.length === 0) return cotangent();
  const g = keepAxes(context, cotangent(), axes);
  const equal = op.Equal(input(0), keepAxes(context, output(), axes));
  const share = op.Div(g, op.ReduceSum(op.node('CastLike', [equal, g]), axes, true));
  return op.Where(equal, share, scalar(0));
});
