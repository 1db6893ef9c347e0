import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';
import { inputShapeValue, reshapeToInput } from '../shapes.js';

/**
 * The whole cotangent of a window goes to its largest element, the first of equals. The pool is run once more with
 * indices (row-major positions in the whole input tensor), and the cotangents are scattered onto zeros, with addition
 * because windows overlap.
 */
export const maxPool: Rule = {
  vjp: (context) => {
    const { op, node, input, cotangent, scalar } = context;
    if (context.attributes.int('storage_order', 0) !== 0) return [impossible('storage_order 1 is not handled')];
    const [, indices] = op.node('MaxPool', [input(0)], node.attributes, 2);
    const zeros = op.Reshape(op.Expand(scalar(0), inputShapeValue(context, 0)), op.ints([-1]));
    const scattered = op.ScatterElements(
      zeros,
      op.Reshape(indices!, op.ints([-1])),
      op.Reshape(cotangent(), op.ints([-1])),
      {
        axis: 0,
        reduction: 'add',
      },
    );
    return [reshapeToInput(context, scattered)];
  },
};
