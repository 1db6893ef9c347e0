import { describe, expect, test } from 'vitest';
import { inputXGradient } from '../../src/methods/gradient/input-x-gradient.js';
import { saliency } from '../../src/methods/gradient/saliency.js';
import type { TargetOptions } from '../../src/methods/options.js';
import type { Target } from '../../src/target.js';
import {
  classifierModel,
  convolution,
  dense,
  graphModel,
  maxPool,
  normalTensor,
  polynomialModel,
  relu,
  segmenterModel,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';
import { sum } from './features.js';

const pictures = normalTensor([2, 2, 6, 6], 3);

test('f = 5x + y^2 + sin z has [5x, 2y^2, z cos z]', async () => {
  const input = floatTensor(Float32Array.of(1, 2, 3, -1, 0.5, -2), [2, 3]);
  const { method, form, layer, values } = await inputXGradient(polynomialModel(), input);
  expect({ method, form, layer }).toEqual({ method: 'input-x-gradient', form: 'input', layer: null });
  [5, 8, 3 * Math.cos(3), -5, 0.5, -2 * Math.cos(-2)].forEach((value, i) =>
    expect(values.data[i]).toBeCloseTo(value, 6),
  );
});

describe('in a ReLU network without biases it adds up to the score', () => {
  const weights = (count: number, seed: number): number[] => [...normalTensor([count], seed).data];
  const model = (bias: number) =>
    graphModel({
      input: { name: 'input', shape: [2, 6, 6] },
      nodes: [
        { name: 'conv', op: convolution(weights(4 * 2 * 9, 41), [4, 2, 3], { padding: 1 }), inputs: ['input'] },
        { name: 'features', op: relu, inputs: ['conv'] },
        { name: 'pooled', op: maxPool(2), inputs: ['features'] },
        { name: 'logits', op: dense(weights(3 * 4 * 9, 42), [bias, bias, bias]), inputs: ['pooled'] },
      ],
      outputs: ['logits'],
    });

  test.each([{ class: 0 }, { class: 2 }, { contrast: [0, 1] }] as const)('%o', async (target) => {
    const { values, targets } = await inputXGradient(model(0), pictures, { target });
    for (const row of [0, 1]) {
      expect(Math.abs(targets[row]!.score)).toBeGreaterThan(0.1);
      expect(sum(values.data.slice(row * 72, (row + 1) * 72))).toBeCloseTo(targets[row]!.score, 4);
    }
  });

  test('with a bias, to the score less the bias', async () => {
    const { values, targets } = await inputXGradient(model(3), rows(pictures, 0, 1));
    expect(sum(values.data)).toBeCloseTo(targets[0]!.score - 3, 4);
  });
});

test.each<[() => GraphModel, TargetOptions<Target> & { target: Target }]>([
  [classifierModel, { target: { contrast: [0, 1] }, of: 'probabilities' }],
  [segmenterModel, { target: { class: 1 }, region: { point: [1, 2] } }],
])('it is the input times saliency, target by target and row by row: %o', async (create, options) => {
  const [, ...shape] = create().inputs[0]!.shape as number[];
  const input = normalTensor([2, ...shape], 7);
  const { values, targets, options: record } = await inputXGradient(create(), input, options);
  const gradient = await saliency(create(), input, options);
  expect({ targets, record }).toEqual({ targets: gradient.targets, record: gradient.options });
  expect([...values.data]).toEqual([...gradient.values.data.map((value, i) => value * input.data[i]!)]);
  const second = await inputXGradient(create(), rows(input, 1, 2), options);
  expect(second.values.data).toEqual(values.data.slice(values.data.length / 2));
  const [first] = await inputXGradient(create(), input, { ...options, target: [options.target] });
  expect(first!.values).toEqual(values);
});

test('a zero has no part, whatever the gradient', async () => {
  const input = { ...pictures, data: pictures.data.map((value, i) => (i % 2 ? value : 0)) };
  const { values } = await inputXGradient(classifierModel(), input);
  expect(values.data.every((value, i) => i % 2 === 1 || value === 0)).toBe(true);
  expect((await saliency(classifierModel(), input)).values.data.some((value, i) => i % 2 === 0 && value !== 0)).toBe(
    true,
  );
});
