import type { RuleContext } from './rule.js';

/**
 * Multiplies every vector along one axis by a matrix: out[..., j, ...] = sum_i value[..., i, ...] M[i, j].
 *
 * @param rank of `value`
 * @param matrix name of a value [side of `value`, new side]
 */
export function mapAxis({ op }: RuleContext, value: string, rank: number, axis: number, matrix: string): string {
  if (axis === rank - 1) return op.MatMul(value, matrix);
  if (axis === rank - 2) return op.MatMul(op.Transpose(matrix, [1, 0]), value);
  const order = Array.from({ length: rank }, (_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
  return op.Transpose(op.MatMul(op.Transpose(value, order), matrix), order);
}
