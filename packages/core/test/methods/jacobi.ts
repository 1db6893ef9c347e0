import type { Channels } from './features.js';

/**
 * The first principal component of a feature map, by the whole singular value decomposition: one-sided Jacobi rotations of
 * the matrix [positions, channels] (of its transpose, where that has fewer columns) until all columns are orthogonal.
 *
 * @returns the projection X v of the positions, with a sign of its own, and the two largest singular values
 */
export function jacobiComponent(A: Channels): { projection: number[]; singular: [number, number] } {
  const cells = A[0]!.length;
  // Column k of X is channel k.
  const wide = A.length > cells;
  const columns = wide
    ? Array.from({ length: cells }, (_, p) => Float64Array.from(A, (channel) => channel[p]!))
    : A.map((channel) => Float64Array.from(channel));
  const n = columns.length;
  // Rotations gathered: the right singular vectors of the matrix of columns.
  const rotated = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const dot = (a: Float64Array, b: Float64Array): number => {
    let total = 0;
    for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
    return total;
  };
  const rotate = (a: Float64Array, b: Float64Array, c: number, s: number): void => {
    for (let i = 0; i < a.length; i++) [a[i], b[i]] = [c * a[i]! - s * b[i]!, s * a[i]! + c * b[i]!];
  };
  for (let sweep = 0, turned = true; turned; sweep++) {
    if (sweep === 60) throw new Error('The rotations do not settle.');
    turned = false;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [aa, bb, ab] = [
          dot(columns[i]!, columns[i]!),
          dot(columns[j]!, columns[j]!),
          dot(columns[i]!, columns[j]!),
        ];
        if (Math.abs(ab) <= 1e-15 * Math.sqrt(aa * bb)) continue;
        turned = true;
        const zeta = (bb - aa) / (2 * ab);
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        rotate(columns[i]!, columns[j]!, c, c * t);
        rotate(rotated[i]!, rotated[j]!, c, c * t);
      }
    }
  }
  const norms = columns.map((column) => Math.sqrt(dot(column, column)));
  const order = norms.map((_, i) => i).sort((a, b) => norms[b]! - norms[a]!);
  const [first, second] = order as [number, number];
  // X v: a column of X V for a tall matrix; for its transpose, sigma times the vector in the space of positions.
  const projection = wide ? rotated[first]!.map((value) => value * norms[first]!) : columns[first]!;
  return { projection: [...projection], singular: [norms[first]!, norms[second] ?? 0] };
}
