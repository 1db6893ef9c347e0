import type { Rule } from '../rule.js';

/** y = condition ? a : b. A selection of cotangents, never a product: the branch not taken may be infinite. */
export const where: Rule = {
  broadcasts: [1, 2],
  vjp: ({ op, input, cotangent, scalar }) => [
    null,
    op.Where(input(0), cotangent(), scalar(0)),
    op.Where(input(0), scalar(0), cotangent()),
  ],
};

/** y = the largest (or smallest) of the inputs; the first of equal inputs takes the cotangent. */
export const extreme: Rule = {
  broadcasts: 'all',
  vjp: ({ op, node, input, output, cotangent, scalar }) => {
    let rest = cotangent();
    return node.inputs.map((_, i) => {
      const hit = op.Equal(input(i), output());
      const share = op.Where(hit, rest, scalar(0));
      rest = op.Where(hit, scalar(0), rest);
      return share;
    });
  },
};
