import { intAttribute } from '../attribute.js';
import { constantFromInts } from '../constant.js';
import type { Converter, UpgradeContext } from './converter.js';
import { without } from './converter.js';

/**
 * `b` with single axes added at its end, so that its first axis meets axis `axis` of `a` when the two are broadcast
 * from their last axes.
 */
function alignedAt(axis: number, a: string, b: string, { op, ints, shape }: UpgradeContext): string {
  const rankA = shape(a)?.length;
  const rankB = shape(b)?.length;
  if (rankB !== undefined && (rankA !== undefined || axis < 0)) {
    const added = (axis < 0 ? -axis : rankA! - axis) - rankB;
    return added > 0
      ? op.Unsqueeze(
          b,
          Array.from({ length: added }, (_, index) => rankB + index),
        )
      : b;
  }
  const rank = (x: string): string => op.Shape(op.Shape(x));
  const end = axis < 0 ? ints([-axis]) : op.Sub(rank(a), ints([axis]));
  const ones = op.node('ConstantOfShape', [op.Sub(end, rank(b))], { value: constantFromInts('', [1]) });
  return op.Reshape(b, op.Concat([op.Shape(b), ones], 0));
}

/** Before opset 7 the second operand was broadcast only on request, and from the axis that was given. */
const binary = (op: string): Converter => ({
  op,
  since: 7,
  convert: (node, context) => {
    const [a = '', b = ''] = node.inputs;
    const axis = intAttribute(node, 'axis', undefined);
    const aligned = intAttribute(node, 'broadcast', 0) === 1 && axis !== undefined;
    return { ...without(node, 'axis', 'broadcast'), inputs: [a, aligned ? alignedAt(axis, a, b, context) : b] };
  },
});

export const broadcasts: readonly Converter[] = [
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'And', 'Or', 'Xor', 'Greater', 'Less', 'Equal'].map(binary),
  { op: 'Gemm', since: 7, convert: (node) => without(node, 'broadcast') },
  {
    op: 'PRelu',
    since: 7,
    // One slope per channel, or one for all.
    convert: (node, context) => {
      const [x = '', slope = ''] = node.inputs;
      const shared = context.shape(slope)?.every((side) => side === 1) ?? false;
      return shared ? node : { ...node, inputs: [x, alignedAt(1, x, slope, context)] };
    },
  },
];
