import { intsOf } from '../../onnx/constant.js';
import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { insertZeros } from '../insert-zeros.js';
import { knownSide, normalizeAxis } from '../shapes.js';

/** y = x[start:end:step] on some axes: the cotangent is put back where its elements came from, zeros elsewhere. */
export const slice: Rule = {
  vjp: (context) => {
    const { op, inputShape, outputShape } = context;
    const rank = inputShape(0).length;
    const starts = intsAt(context, 1);
    const axes = intsAt(
      context,
      3,
      starts?.map((_, i) => i),
    );
    const steps = intsAt(
      context,
      4,
      starts?.map(() => 1),
    );
    if (!starts || !axes || !steps) return [impossible('its starts, axes or steps are computed at run time')];
    let value = context.cotangent();
    const sides = [...outputShape()];
    const begin = Array<number>(rank).fill(0);
    const end = Array<number>(rank).fill(0);
    starts.forEach((start, i) => {
      const axis = normalizeAxis(axes[i]!, rank);
      // The whole of an axis, the free batch included, needs nothing.
      if (inputShape(0)[axis] === outputShape()[axis] && steps[i] === 1) return;
      const side = knownSide(inputShape(0)[axis]);
      const length = knownSide(outputShape()[axis]);
      const step = steps[i]!;
      let first = Math.min(Math.max(start < 0 ? start + side : start, 0), step < 0 ? side - 1 : side);
      if (step < 0) {
        first += (length - 1) * step;
        value = op.Slice(value, [-1], [Number.MIN_SAFE_INTEGER], [axis], [-1]);
      }
      const stride = Math.abs(step);
      if (stride > 1) value = insertZeros(context, value, sides, axis, stride);
      sides[axis] = length * stride;
      begin[axis] = first;
      end[axis] = side - first - length * stride;
    });
    const padded = [...begin, ...end].some((pad) => pad !== 0) ? op.Pad(value, [...begin, ...end]) : value;
    return [padded, null, null, null, null];
  },
};

/** The values of an input: `omitted` where it is left out, null where they are not constant. */
function intsAt({ has, constant }: RuleContext, index: number, omitted: number[] | null = null): number[] | null {
  if (!has(index)) return omitted;
  const value = constant(index);
  return value && intsOf(value);
}
