import type { RuleContext, Shape } from './rule.js';

/** Follows every element along `axis` with stride - 1 zeros: side L becomes L * stride. */
export function insertZeros({ op }: RuleContext, value: string, shape: Shape, axis: number, stride: number): string {
  const rank = shape.length;
  const pads = Array<number>(2 * (rank + 1)).fill(0);
  pads[rank + 1 + axis + 1] = stride - 1;
  const spread = op.Pad(op.Unsqueeze(value, [axis + 1]), pads);
  // 0 keeps the sides before the axis, the pair of axes merges into one, and the sides after it are listed.
  const sides = shape.map((side, i) => (i < axis ? 0 : i === axis ? (side ?? 0) * stride : (side ?? -1)));
  return op.Reshape(spread, op.ints(sides));
}
