import type { Rule } from '../rule.js';
import { normalizeAxis } from '../shapes.js';

/** Parts of an axis: their cotangents, zeros for a part that nothing flows back into, are put together again. */
export const split: Rule = {
  vjp: ({ op, node, attributes, inputShape, cotangent }) => {
    const axis = normalizeAxis(attributes.int('axis', 0), inputShape(0).length);
    return [
      op.Concat(
        node.outputs.map((_, i) => cotangent(i)),
        axis,
      ),
      null,
    ];
  },
};
