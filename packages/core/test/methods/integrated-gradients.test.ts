import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { integratedGradients } from '../../src/methods/gradient/integrated-gradients.js';
import { quadratureNodes } from '../../src/methods/gradient/quadrature.js';
import { saliency } from '../../src/methods/gradient/saliency.js';
import { smoothGrad } from '../../src/methods/gradient/smoothgrad.js';
import {
  add,
  classifierModel,
  dense,
  elementwise,
  graphModel,
  multiply,
  normalTensor,
  polynomialModel,
  relu,
  segmenterModel,
  softmaxClassifierModel,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';
import { perceptron, perceptronWeights as weights } from './perceptron.js';

const pictures = normalTensor([2, 2, 6, 6], 3);
const vector = (...values: number[]): FloatTensor => floatTensor(Float32Array.from(values), [1, values.length]);
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe('exact answers', () => {
  test('f = 5x + y^2 + sin z from zero: [5x, y^2, sin z]; two Gauss-Legendre nodes do for the square', async () => {
    const model = polynomialModel();
    const input = floatTensor(Float32Array.of(1, 2, 3, -1, 0.5, -2), [2, 3]);
    const two = await integratedGradients(model, input, { steps: 2 });
    const many = await integratedGradients(model, input, { steps: 12 });
    expect({ form: two.form, layer: two.layer, shape: two.values.shape }).toEqual({
      form: 'input',
      layer: null,
      shape: [2, 3],
    });
    [5, 4, Math.sin(3), -5, 0.25, Math.sin(-2)].forEach((value, i) => {
      if (i % 3 < 2) expect(two.values.data[i]).toBeCloseTo(value, 6);
      else expect(Math.abs(two.values.data[i]! - value)).toBeGreaterThan(1e-3);
      // Copies and gradients are float32.
      expect(many.values.data[i]).toBeCloseTo(value, 6);
    });
    expect(two.targets[0]!.score).toBeCloseTo(5 + 4 + Math.sin(3), 5);
  });

  test('from a baseline b: [5(x - a), y^2 - b^2, (z - c) times the mean of the cosine]', async () => {
    const { values } = await integratedGradients(polynomialModel(), vector(1, 2, 3), { baseline: vector(3, -1, 2) });
    [5 * (1 - 3), 4 - 1, Math.sin(3) - Math.sin(2)].forEach((value, i) => expect(values.data[i]).toBeCloseTo(value, 5));
  });

  test('midpoint: the sum written out', async () => {
    const input = vector(1, 2, 3);
    const { values } = await integratedGradients(polynomialModel(), input, { steps: 3, quadrature: 'midpoint' });
    const expected = (3 * sum([1 / 6, 3 / 6, 5 / 6].map((at) => Math.cos(3 * at)))) / 3;
    expect(values.data[2]).toBeCloseTo(expected, 6);
  });

  test.each([
    ['a class', { class: 1 }, 'logits'],
    ['a probability', { class: 2 }, 'probabilities'],
    ['a contrast', { contrast: [0, 2] }, 'logits'],
    ['a neuron', { layer: 'conv', channel: 2, position: [3, 3] }, 'logits'],
  ] as const)('%s: the plain sum over gradients, one call each', async (_, target, of) => {
    const model = softmaxClassifierModel();
    const baseline = normalTensor([2, 2, 6, 6], 8);
    const { values } = await integratedGradients(model, pictures, { target, of, steps: 7, baseline });
    const slow = new Float64Array(pictures.data.length);
    for (const { at, weight } of quadratureNodes('gauss-legendre', 7)) {
      const data = pictures.data.map((x, i) => baseline.data[i]! + at * (x - baseline.data[i]!));
      const gradient = await saliency(model, { ...pictures, data }, { target, of });
      slow.forEach((_, i) => (slow[i]! += weight * (pictures.data[i]! - baseline.data[i]!) * gradient.values.data[i]!));
    }
    values.data.forEach((value, i) => expect(value).toBeCloseTo(slow[i]!, 6));
  });

  test('the region of a spatial output is that of the unchanged input', async () => {
    const model = segmenterModel();
    const input = normalTensor([1, 1, 4, 4], 1);
    const { values } = await integratedGradients(model, input, { target: { class: 1 }, steps: 5 });
    const before = (await model.run({ input }, ['scores']))['scores']!.data as Float32Array;
    const inside = Float32Array.from({ length: 16 }, (_, p) =>
      Math.max(before[p]!, before[32 + p]!) <= before[16 + p]! ? 1 : 0,
    );
    expect(new Set(inside).size).toBe(2);
    const masked = await integratedGradients(model, input, {
      target: { class: 1 },
      steps: 5,
      region: { mask: floatTensor(inside, [4, 4]) },
    });
    expect(values.data).toEqual(masked.values.data);
  });
});

describe('axioms', () => {
  const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });
  const points = fc.tuple(numbers, numbers).map(([x, b]) => [vector(...x), vector(...b)] as const);
  const check = (property: (input: FloatTensor, baseline: FloatTensor) => Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(points, ([input, baseline]) => property(input, baseline)),
      { seed: 5, numRuns: 25 },
    );
  const target = { class: 0 } as const;

  test('completeness: the values sum to f(x) - f(b), and the gap is reported', () =>
    check(async (input, baseline) => {
      const model = perceptron(weights);
      const { values, checks } = await integratedGradients(model, input, { target, baseline });
      const score = async (at: FloatTensor): Promise<number> =>
        (await model.run({ input: at }, ['y']))['y']!.data[0] as number;
      const difference = (await score(input)) - (await score(baseline));
      const gap = sum(values.data) - difference;
      // The scores are rounded to float32.
      expect(Math.abs(gap)).toBeLessThan(1e-6);
      expect(checks['convergenceDelta']).toBeCloseTo(gap, 12);
    }));

  test('dummy: an input that the score does not depend on gets exactly nothing', () =>
    check(async (input, baseline) => {
      const { values } = await integratedGradients(perceptron(weights), input, { target, baseline, steps: 5 });
      expect(Math.abs(values.data[1]!)).toBe(0);
      expect(values.data[0] === 0).toBe(input.data[0] === baseline.data[0]);
    }));

  test('symmetry: inputs that may be swapped, alike in x and b, get the same', () =>
    check(async (input, baseline) => {
      const alike = (from: FloatTensor): FloatTensor => {
        const [a, b, c] = from.data;
        return vector(a!, b!, c!, a!);
      };
      const symmetric = [0.5, 0.25, -1, 0.5, 1, -1, 0.75, 1, -0.25, 0.5, 0.5, -0.25];
      const { values } = await integratedGradients(perceptron(symmetric), alike(input), {
        target,
        baseline: alike(baseline),
        steps: 5,
      });
      expect(values.data[3]).toBe(values.data[0]);
    }));

  test('linearity: a contrast gets the difference of its classes', () =>
    check(async (input, baseline) => {
      const [first, second, contrast] = (await integratedGradients(perceptron(weights), input, {
        target: [{ class: 0 }, { class: 1 }, { contrast: [0, 1] }],
        baseline,
        steps: 5,
      })) as [Attribution, Attribution, Attribution];
      contrast.values.data.forEach((value, i) =>
        expect(value).toBeCloseTo(first.values.data[i]! - second.values.data[i]!, 5),
      );
    }));

  test('implementation invariance: two networks of the same function get the same', () =>
    check(async (input, baseline) => {
      const split = graphModel({
        input: { name: 'input', shape: [4] },
        nodes: [
          {
            name: 'third',
            op: dense(
              weights.map((w) => w / 4),
              [0.25, -0.5, 0.1],
            ),
            inputs: ['input'],
          },
          {
            name: 'rest',
            op: dense(
              weights.map((w) => (3 * w) / 4),
              [0, 0, 0],
            ),
            inputs: ['input'],
          },
          { name: 'hidden', op: add, inputs: ['third', 'rest'] },
          {
            // log(1 + exp x) = x + log(1 + exp(-x))
            name: 'negative',
            op: elementwise(
              { name: 'Softplus', kind: 'activation' },
              (x) => Math.log1p(Math.exp(-x)),
              (x) => -1 / (1 + Math.exp(x)),
            ),
            inputs: ['hidden'],
          },
          { name: 'active', op: add, inputs: ['hidden', 'negative'] },
          { name: 'y', op: dense([1, -1, 0.5, -0.25, 0.75, 1], [0.5, -1]), inputs: ['active'] },
        ],
        outputs: ['y'],
      });
      const one = await integratedGradients(perceptron(weights), input, { target, baseline, steps: 5 });
      const other = await integratedGradients(split, input, { target, baseline, steps: 5 });
      other.values.data.forEach((value, i) => expect(value).toBeCloseTo(one.values.data[i]!, 5));
    }));

  test('sensitivity: the one input that makes a difference gets it, where its gradient is zero', async () => {
    // f = 1 - relu(1 - x), the example of the paper's section 2.1.
    const model = graphModel({
      input: { name: 'input', shape: [1] },
      nodes: [
        { name: 'below', op: dense([-1], [1]), inputs: ['input'] },
        { name: 'positive', op: relu, inputs: ['below'] },
        { name: 'y', op: dense([-1], [1]), inputs: ['positive'] },
      ],
      outputs: ['y'],
    });
    expect((await saliency(model, vector(2))).values.data[0]).toBeCloseTo(0, 12);
    expect((await integratedGradients(model, vector(2))).values.data[0]).toBeCloseTo(1, 6);
  });
});

describe('what must not change the result', () => {
  const options = { steps: 9, target: { class: 0 } } as const;

  test('the batch size, bit for bit', async () => {
    const one = await integratedGradients(softmaxClassifierModel(), pictures, { ...options, batchSize: 1 });
    for (const batchSize of [2, 4, 9, 100]) {
      const other = await integratedGradients(softmaxClassifierModel(), pictures, { ...options, batchSize });
      expect(other.values.data).toEqual(one.values.data);
      expect(other.checks).toEqual(one.checks);
    }
  });

  test('the other rows, bit for bit', async () => {
    for (const baseline of ['zero', 'mean', 'noise'] as const) {
      const both = await integratedGradients(classifierModel(), pictures, { ...options, baseline });
      const second = await integratedGradients(classifierModel(), rows(pictures, 1, 2), { ...options, baseline });
      expect(second.values.data).toEqual(both.values.data.slice(72));
    }
  });
});

test('each of several targets comes out as alone; the forward of the input and the baselines is shared', async () => {
  const targets = [{ class: 0 }, { contrast: [1, 2] }, { top: 2 }, { layer: 'features', channel: 1 }] as const;
  const options = { steps: 6, batchSize: 4, baseline: ['zero', 'mean'] as const };
  const alone: Attribution[] = [];
  for (const target of targets)
    alone.push(await integratedGradients(classifierModel(), pictures, { ...options, target }));
  const model = classifierModel();
  expect(await integratedGradients(model, pictures, { ...options, target: targets })).toEqual(alone);
  // Inputs, then for each of two pictures the baselines, and 6 points from each of two baselines, four at a time.
  expect(model.counts).toMatchObject({ run: 1 + 2, vjp: 4 * 2 * 3 });
});

test('the other inputs of a network stay as they are, each row with its own', async () => {
  const gated = graphModel({
    input: { name: 'input', shape: [3] },
    nodes: [
      { name: 'gate', op: dense(new Array<number>(9).fill(0), [0, 0, 0]), inputs: ['input'] },
      { name: 'product', op: multiply, inputs: ['input', 'gate'] },
      { name: 'y', op: dense([1, 1, 1], [0]), inputs: ['product'] },
    ],
    outputs: ['y'],
  });
  const [input] = gated.inputs as [GraphModel['inputs'][number]];
  const model = { ...gated, inputs: [input, { ...input, name: 'gate' }] };
  const x = floatTensor(Float32Array.of(1, 2, 4, -1, 0.5, 8), [2, 3]);
  const gate = floatTensor(Float32Array.of(2, -1, 0.5, 4, 2, 0), [2, 3]);
  const { values } = await integratedGradients(model, x, { feeds: { gate }, steps: 3, batchSize: 2 });
  values.data.forEach((value, i) => expect(value).toBeCloseTo(x.data[i]! * gate.data[i]!, 6));
  const smooth = await smoothGrad(model, x, { feeds: { gate }, samples: 3, batchSize: 2 });
  expect(smooth.values.data).toEqual(gate.data);
});

test('the record says every option, defaults included', async () => {
  const { method, options, layer, checks } = await integratedGradients(classifierModel(), pictures);
  expect({ method, layer }).toEqual({ method: 'integrated-gradients', layer: null });
  expect(options).toEqual({
    target: 'top',
    of: 'logits',
    region: 'predicted',
    steps: 50,
    quadrature: 'gauss-legendre',
    baseline: 'black',
    blurSigma: 0.1,
    seed: 0,
    tolerance: 0,
    maxSteps: 800,
    batchSize: 16,
  });
  expect(Object.keys(checks)).toEqual(['convergenceDelta', 'steps']);
});
