import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { integratedGradients, integratedGradientsStream } from '../../src/methods/gradient/integrated-gradients.js';
import { quadratureNodes } from '../../src/methods/gradient/quadrature.js';
import type { Progress } from '../../src/progress.js';
import { classifierModel, normalTensor, polynomialModel, relu } from '../../src/testing/index.js';
import { floatTensor } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';
import { perceptron, perceptronWeights as weights } from './perceptron.js';

const pictures = normalTensor([2, 2, 6, 6], 3);
const vector = (...values: number[]): FloatTensor => floatTensor(Float32Array.from(values), [1, values.length]);
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe('a tolerance', () => {
  const options = { target: { class: 0 }, baseline: vector(-3, 0, 3, -3), steps: 1 } as const;
  const input = vector(3, 1, -2, 3);

  test('doubles the steps until the gap is under it, and the result is that of so many steps', async () => {
    const tolerance = 1e-3;
    const {
      values,
      checks,
      options: used,
    } = await integratedGradients(perceptron(weights), input, {
      ...options,
      tolerance,
    });
    expect(used).toMatchObject({ steps: 1, tolerance, maxSteps: 800 });
    expect(Math.abs(checks['convergenceDelta']!)).toBeLessThanOrEqual(tolerance);
    const steps = checks['steps']!;
    expect(Math.log2(steps)).toBeGreaterThan(1);
    const plain = await integratedGradients(perceptron(weights), input, { ...options, steps });
    expect(values).toEqual(plain.values);
    const half = await integratedGradients(perceptron(weights), input, { ...options, steps: steps / 2 });
    expect(Math.abs(half.checks['convergenceDelta']!)).toBeGreaterThan(tolerance);
  });

  test('never beyond the maximum', async () => {
    const { checks } = await integratedGradients(perceptron(weights, relu), input, {
      ...options,
      steps: 3,
      tolerance: 1e-12,
      maxSteps: 30,
    });
    expect(checks['steps']).toBe(24);
  });

  test('progress grows with the steps, and the stream keeps the finished map', async () => {
    const progress: Progress[] = [];
    const gaps: number[] = [];
    const stream = integratedGradientsStream(perceptron(weights), input, {
      ...options,
      steps: 2,
      batchSize: 1,
      tolerance: 1e-3,
      onProgress: (step) => progress.push(step),
    });
    for await (const { checks } of stream) gaps.push(Math.abs(checks['convergenceDelta']!));
    expect(gaps.at(-1)).toBeLessThanOrEqual(1e-3);
    // Two maps of the first steps, then one each time they are doubled.
    const doublings = gaps.length - 2;
    expect(doublings).toBeGreaterThan(0);
    expect(progress.at(-1)).toEqual({ done: 2 ** (doublings + 2) - 2, total: 2 ** (doublings + 2) - 2, unit: 'steps' });
  });
});

describe('streaming', () => {
  const baseline = normalTensor([2, 2, 6, 6], 12);
  const options = { steps: 32, batchSize: 4, target: { class: 1 }, baseline } as const;

  test('partial maps come after every batch, approach the result and end in it', async () => {
    const final = await integratedGradients(classifierModel(), pictures, options);
    const distances: number[] = [];
    let latest: Attribution | undefined;
    for await (const partial of integratedGradientsStream(classifierModel(), pictures, options)) {
      expect(partial.values).not.toBe(latest?.values);
      distances.push(
        Math.hypot(...partial.values.data.map((value, i) => (i < 72 ? value - final.values.data[i]! : 0))),
      );
      latest = partial;
    }
    expect(distances).toHaveLength(2 * 8);
    expect(latest).toEqual(final);
    expect(distances[7]).toBe(0);
    const scale = Math.hypot(...final.values.data.slice(0, 72));
    // Four points of the whole path are a fair picture already.
    expect(distances[0]!).toBeLessThan(0.3 * scale);
    expect(distances[3]!).toBeLessThan(0.5 * distances[0]!);
  });

  test('a partial map is the weighted mean over the points seen so far', async () => {
    const first = [];
    for await (const partial of integratedGradientsStream(polynomialModel(), vector(1, 2, 3), {
      steps: 3,
      batchSize: 1,
    }))
      first.push(partial.values.data);
    const nodes = quadratureNodes('gauss-legendre', 3);
    const upTo = (seen: readonly number[]): number =>
      (3 * sum(seen.map((i) => nodes[i]!.weight * Math.cos(3 * nodes[i]!.at)))) /
      sum(seen.map((i) => nodes[i]!.weight));
    expect(first[0]![2]).toBeCloseTo(upTo([2]), 6);
    expect(first[1]![2]).toBeCloseTo(upTo([2, 1]), 6);
    expect(first[2]![2]).toBeCloseTo(upTo([2, 1, 0]), 6);
  });

  test('progress counts the steps of all rows and baselines', async () => {
    const steps: Progress[] = [];
    await integratedGradients(classifierModel(), pictures, {
      ...options,
      steps: 5,
      baseline: ['zero', 'mean'],
      onProgress: (step) => steps.push(step),
    });
    expect(steps.map(({ done }) => done)).toEqual([4, 8, 10, 14, 18, 20]);
    expect(steps.every(({ total, unit }) => total === 20 && unit === 'steps')).toBe(true);
  });

  test('a signal stops the work before the next batch', async () => {
    const model = classifierModel();
    const signal = { aborted: false, reason: 'enough' };
    const work = integratedGradients(model, pictures, {
      ...options,
      signal,
      onProgress: ({ done }) => (signal.aborted = done >= 8),
    });
    await expect(work).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(model.counts.vjp).toBe(2);
  });
});
