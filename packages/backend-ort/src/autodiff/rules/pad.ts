import { intsOf } from '../../onnx/constant.js';
import { mapAxis } from '../axis-map.js';
import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { knownSide, normalizeAxis } from '../shapes.js';

/** Padding with a constant: the cotangent is cropped. With reflected or repeated cells: they give theirs to their origin. */
export const pad: Rule = {
  vjp: (context) => {
    const { op, attributes, cotangent, inputShape, constant, has } = context;
    const given = constant(1);
    if (!given) return [impossible('its pads are computed at run time')];
    const rank = inputShape(0).length;
    const axesInput = has(3) ? constant(3) : null;
    const axes = axesInput ? intsOf(axesInput).map((axis) => normalizeAxis(axis, rank)) : [...Array(rank).keys()];
    const values = intsOf(given);
    const begin = Array<number>(rank).fill(0);
    const end = Array<number>(rank).fill(0);
    axes.forEach((axis, i) => {
      begin[axis] = values[i]!;
      end[axis] = values[i + axes.length]!;
    });
    const mode = attributes.string('mode', 'constant');
    if (mode !== 'constant') return [mirrored(context, mode, begin, end), null, null, null];
    const none = [...begin, ...end].every((side) => side === 0);
    return [
      none
        ? cotangent()
        : op.Pad(
            cotangent(),
            [...begin, ...end].map((side) => -side),
          ),
      null,
      null,
      null,
    ];
  },
};

/** One axis after another, as a product with the 0/1 matrix [padded, original] that says which cell each one repeats. */
function mirrored(context: RuleContext, mode: string, begin: readonly number[], end: readonly number[]): string {
  const rank = begin.length;
  let value = context.cotangent();
  begin.forEach((before, axis) => {
    if (before === 0 && end[axis] === 0) return;
    const side = knownSide(context.inputShape(0)[axis]);
    const padded = before + side + end[axis]!;
    const matrix = new Float32Array(padded * side);
    for (let at = 0; at < padded; at++) matrix[at * side + origin(at - before, side, mode)] = 1;
    value = mapAxis(context, value, rank, axis, context.op.floats(matrix, [padded, side]));
  });
  return value;
}

/** Which cell of an axis of the given side a padded position repeats (ONNX Pad: edge, reflect, wrap). */
function origin(position: number, side: number, mode: string): number {
  if (mode === 'edge') return Math.min(Math.max(position, 0), side - 1);
  if (mode === 'wrap') return ((position % side) + side) % side;
  if (side === 1) return 0;
  const period = 2 * (side - 1);
  const within = ((position % period) + period) % period;
  return within < side ? within : period - within;
}
