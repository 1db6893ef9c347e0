import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quadratureNodes, visitingOrder } from '../../src/methods/gradient/quadrature.js';
import type { Quadrature } from '../../src/methods/gradient/quadrature.js';

const integral = (quadrature: Quadrature, count: number, f: (t: number) => number): number =>
  quadratureNodes(quadrature, count).reduce((sum, { at, weight }) => sum + weight * f(at), 0);

describe('Gauss-Legendre', () => {
  test('the closed forms for 1, 2 and 3 nodes', () => {
    expect(quadratureNodes('gauss-legendre', 1)).toEqual([{ at: 0.5, weight: 1 }]);
    const two = quadratureNodes('gauss-legendre', 2);
    expect(two.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
    expect(two[0]!.at).toBeCloseTo((1 - 1 / Math.sqrt(3)) / 2, 15);
    const three = quadratureNodes('gauss-legendre', 3);
    [5 / 18, 8 / 18, 5 / 18].forEach((weight, i) => expect(three[i]!.weight).toBeCloseTo(weight, 15));
    expect(three[1]!.at).toBe(0.5);
    expect(three[2]!.at).toBeCloseTo((1 + Math.sqrt(0.6)) / 2, 15);
  });

  test.each<[string, number, number[], number[], number[]]>([
    [
      'numpy 2.4.6 (leggauss, brought to 0..1)',
      50,
      [0, 10, 24],
      [0.0005667977899644905, 0.1077220835498004, 0.48445083083640555],
      [0.0014543112765789633, 0.01928437830629389, 0.031088308327673515],
    ],
    [
      // numpy's own weights are 8e-9 off at the ends here.
      'mpmath 1.3.0 in 40 digits',
      1000,
      [0, 1, 499],
      [1.444350962244715e-6, 7.610183541290838e-6, 0.4992149947599584],
      [3.706669208216036e-6, 8.628384886869615e-6, 0.001570009190091434],
    ],
  ])('as %s: %i nodes', (_, count, indices, places, weights) => {
    const nodes = quadratureNodes('gauss-legendre', count);
    expect(nodes).toHaveLength(count);
    indices.forEach((index, i) => {
      expect(Math.abs(nodes[index]!.at / places[i]! - 1)).toBeLessThan(1e-12);
      expect(Math.abs(nodes[index]!.weight / weights[i]! - 1)).toBeLessThan(1e-12);
    });
  });

  test('exact for polynomials up to degree 2n - 1, and no further', () => {
    const cases = fc.integer({ min: 1, max: 40 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        coefficients: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 2 * count }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ count, coefficients }) => {
        const exact = coefficients.reduce((sum, c, k) => sum + c / (k + 1), 0);
        const found = integral('gauss-legendre', count, (t) => coefficients.reduceRight((sum, c) => sum * t + c, 0));
        expect(Math.abs(found - exact)).toBeLessThan(1e-13);
      }),
      { seed: 1, numRuns: 200 },
    );
    for (const count of [1, 2, 3, 4])
      expect(
        Math.abs(integral('gauss-legendre', count, (t) => t ** (2 * count)) - 1 / (2 * count + 1)),
      ).toBeGreaterThan(1e-6);
  });
});

test('midpoint', () => {
  expect(quadratureNodes('midpoint', 4)).toEqual([0.125, 0.375, 0.625, 0.875].map((at) => ({ at, weight: 0.25 })));
});

test.each(['gauss-legendre', 'midpoint'] as const)(
  '%s: weights sum to 1, nodes ascend and are symmetric',
  (quadrature) => {
    for (const count of [1, 2, 3, 7, 50, 51, 400, 1000]) {
      const nodes = quadratureNodes(quadrature, count);
      expect(Math.abs(integral(quadrature, count, () => 1) - 1)).toBeLessThan(1e-13);
      nodes.forEach(({ at, weight }, i) => {
        expect(weight).toBeGreaterThan(0);
        expect(at).toBeGreaterThan(i > 0 ? nodes[i - 1]!.at : 0);
        expect(at).toBeLessThan(1);
        expect(at + nodes[count - 1 - i]!.at).toBeCloseTo(1, 14);
      });
    }
  },
);

describe('the visiting order', () => {
  test('by reversed digits from the middle on', () => {
    expect(visitingOrder(1)).toEqual([0]);
    expect(visitingOrder(8)).toEqual([4, 2, 6, 1, 5, 3, 7, 0]);
    expect(visitingOrder(5)).toEqual([4, 2, 1, 3, 0]);
  });

  test('visits every node once, and no long stretch is left out', () => {
    for (let count = 1; count <= 130; count++) {
      const order = visitingOrder(count);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      const seen = order.slice(0, Math.ceil(count / 2)).sort((a, b) => a - b);
      const gaps = [...seen, count].map((index, i) => index - (seen[i - 1] ?? -1));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4);
    }
  });
});
