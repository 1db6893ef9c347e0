import { floatsOf } from '../../onnx/constant.js';
import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { passWhere } from './activation.js';

/**
 * y = min(max(x, low), high). With low 0 and a finite high (ReLU6) the derivative is 1 on the open interval, as torch's
 * ReLU6; otherwise on the closed one, as torch's clamp. The bounds may not depend on the input.
 */
export const clip: Rule = {
  vjp: (context) => {
    const { op, input, output, has } = context;
    const open = actsAsRelu6(context);
    // Strictly between the bounds input and output agree, and the output leaves the runtime free to fuse the activation.
    const above = has(1) ? (open ? op.Greater(output(), input(1)) : op.GreaterOrEqual(input(0), input(1))) : null;
    const below = has(2) ? (open ? op.Less(output(), input(2)) : op.LessOrEqual(input(0), input(2))) : null;
    const gate = above && below ? op.And(above, below) : (above ?? below);
    const noBoundGradient = impossible('its bounds are computed from the input');
    return [gate ? passWhere(context, gate) : context.cotangent(), noBoundGradient, noBoundGradient];
  },
};

function actsAsRelu6(context: RuleContext): boolean {
  return bound(context, 1) === 0 && Number.isFinite(bound(context, 2) ?? Infinity);
}

/** Value of a constant bound, or null. */
function bound({ has, constant }: RuleContext, index: number): number | null {
  const value = has(index) ? constant(index) : null;
  return value ? (floatsOf(value)[0] ?? null) : null;
}
