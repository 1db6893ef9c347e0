import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { expandToInput } from '../shapes.js';

/**
 * y = sum of products by named axes, as `bid,bjd->bij`. The gradient at an operand is the einsum of the cotangent and
 * the other operands to its axes; an axis that only it has was summed out, so the cotangent is repeated along it.
 */
export const einsum: Rule = {
  vjp: (context) => {
    const { op, node, attributes, input, cotangent } = context;
    const equation = parse(attributes.string('equation', ''));
    if (!equation)
      return node.inputs.map(() => impossible('an ellipsis or a repeated axis in its equation is not handled'));
    const { operands, result } = equation;
    const sides = sidesByAxis(context, operands);
    return operands.map((axes, index) => {
      const others = operands.map((_, i) => i).filter((i) => i !== index);
      const seen = new Set([result, ...others.map((i) => operands[i]!)].join(''));
      const present = [...axes].filter((axis) => seen.has(axis));
      const terms = [result, ...others.map((i) => operands[i]!)].join(',');
      const sum = op.node('Einsum', [cotangent(), ...others.map(input)], { equation: `${terms}->${present.join('')}` });
      const missing = [...axes].flatMap((axis, i) => (seen.has(axis) ? [] : [i]));
      if (missing.length > 0) return expandToInput(context, op.Unsqueeze(sum, missing), index);
      return context.unbroadcast(
        sum,
        [...axes].map((axis) => sides.get(axis) ?? null),
        index,
      );
    });
  },
};

/** The axes of each operand and of the result; null for forms that have no rule. */
function parse(text: string): { operands: string[]; result: string } | null {
  const [left = '', right] = text.replaceAll(' ', '').split('->');
  const operands = left.split(',');
  const repeated = [...operands, right ?? ''].some((axes) => new Set(axes).size !== axes.length);
  if (repeated || text.includes('.')) return null;
  const all = [...operands.join('')];
  // Without an arrow the result has the axes that occur once, in alphabetical order.
  const once = all.filter((axis) => all.indexOf(axis) === all.lastIndexOf(axis)).sort();
  return { operands, result: right ?? once.join('') };
}

/** The side of each axis; operands may have 1 in its place. */
function sidesByAxis({ inputShape }: RuleContext, operands: readonly string[]): Map<string, number | null> {
  const sides = new Map<string, number | null>();
  operands.forEach((axes, index) => {
    [...axes].forEach((axis, i) => {
      const side = inputShape(index)[i] ?? null;
      if (side !== 1 || !sides.has(axis)) sides.set(axis, side);
    });
  });
  return sides;
}
