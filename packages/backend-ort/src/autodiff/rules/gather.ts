import { intsOf } from '../../onnx/constant.js';
import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';
import { knownSide, normalizeAxis } from '../shapes.js';
import { mapAxis } from '../axis-map.js';

/** y = rows of x at constant indices along an axis: each row takes the sum of the cotangents of its copies. */
export const gather: Rule = {
  vjp: (context) => {
    const { op, attributes, constant, inputShape, cotangent } = context;
    const indices = constant(1);
    if (!indices) return [impossible('its indices are computed at run time')];
    const rank = inputShape(0).length;
    const axis = normalizeAxis(attributes.int('axis', 0), rank);
    const side = knownSide(inputShape(0)[axis]);
    const picks = intsOf(indices).map((index) => normalizeAxis(index, side));
    if (picks.length === 1) {
      const row = indices.shape.length === 0 ? op.Unsqueeze(cotangent(), [axis]) : cotangent();
      const kept =
        indices.shape.length > 1
          ? op.Squeeze(
              row,
              indices.shape.slice(1).map((_, i) => axis + i),
            )
          : row;
      const pads = Array<number>(2 * rank).fill(0);
      pads[axis] = picks[0]!;
      pads[rank + axis] = side - 1 - picks[0]!;
      return [op.Pad(kept, pads), null];
    }
    const shape = [...inputShape(0).slice(0, axis), picks.length, ...inputShape(0).slice(axis + 1)];
    const rows = op.Reshape(cotangent(), op.ints(shape.map((length, i) => (i < axis ? 0 : (length ?? -1)))));
    const matrix = new Float32Array(picks.length * side);
    picks.forEach((pick, i) => (matrix[i * side + pick] = 1));
    const value = indices.shape.length === 1 ? cotangent() : rows;
    return [mapAxis(context, value, rank, axis, op.floats(matrix, [picks.length, side])), null];
  },
};
