/** How an integral from 0 to 1 becomes a weighted sum. */
export type Quadrature = 'gauss-legendre' | 'midpoint';

/** One point of the sum. */
export interface QuadratureNode {
  /** In (0, 1). */
  readonly at: number;
  readonly weight: number;
}

/**
 * Nodes in ascending order, symmetric about 1/2, and weights that sum to 1. Gauss-Legendre with n nodes is exact for
 * polynomials up to degree 2n - 1, midpoint up to degree 1.
 */
export function quadratureNodes(quadrature: Quadrature, count: number): QuadratureNode[] {
  if (quadrature === 'gauss-legendre') return gaussLegendre(count);
  return Array.from({ length: count }, (_, i) => ({ at: (i + 0.5) / count, weight: 1 / count }));
}

/**
 * The order in which the nodes are visited, so that those seen so far always cover the whole interval: by the digits of their
 * index, reversed (van der Corput 1935), from the middle on.
 */
export function visitingOrder(count: number): number[] {
  const bits = Math.ceil(Math.log2(count));
  const order: number[] = [];
  for (let turn = 1; turn <= 2 ** bits; turn++) {
    let index = 0;
    for (let bit = 0; bit < bits; bit++) if (turn & (1 << bit)) index |= 1 << (bits - 1 - bit);
    if (index < count) order.push(index);
  }
  return order;
}

/**
 * The zeros of the Legendre polynomial P_n by Newton's method, with weights 2 / ((1 - x^2) P_n'(x)^2), brought to (0, 1). All
 * in y = 1 - x, which near the end of the interval has digits that x has lost.
 */
function gaussLegendre(count: number): QuadratureNode[] {
  const nodes = new Array<QuadratureNode>(count);
  for (let i = 0; i < Math.ceil(count / 2); i++) {
    const angle = (Math.PI * (i + 0.75)) / (count + 0.5);
    let y = 2 * Math.sin(angle / 2) ** 2;
    // The start is so near that three steps reach the last digit; one more is for the smallest n.
    for (let step = 0; step < 4; step++) {
      const { value, slope } = legendre(count, y);
      y += value / slope;
    }
    // The middle one is 1, not nearly so.
    if (2 * i + 1 === count) y = 1;
    const weight = 1 / (y * (2 - y) * legendre(count, y).slope ** 2);
    nodes[i] = { at: y / 2, weight };
    nodes[count - 1 - i] = { at: 1 - y / 2, weight };
  }
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(({ at, weight }) => ({ at, weight: weight / total }));
}

/** P_n and its derivative at 1 - y, by Bonnet's recursion for the steps d = P_k - P_(k-1): k d_k = (k - 1) d_(k-1) - (2k - 1) y P_(k-1). */
function legendre(degree: number, y: number): { value: number; slope: number } {
  let value = 1;
  let step = 0;
  for (let k = 1; k <= degree; k++) {
    step = ((k - 1) * step - (2 * k - 1) * y * value) / k;
    value += step;
  }
  return { value, slope: (degree * (y * value - step)) / (y * (2 - y)) };
}
