import { describe, expect, test } from 'vitest';
import { cam } from '../../src/methods/cam/cam.js';
import { eigenGradCam } from '../../src/methods/cam/eigengrad-cam.js';
import { gradCam } from '../../src/methods/cam/grad-cam.js';
import { gradCamPlusPlus } from '../../src/methods/cam/grad-cam-plus-plus.js';
import { hiresCam } from '../../src/methods/cam/hires-cam.js';
import { layerCam } from '../../src/methods/cam/layer-cam.js';
import { xGradCam } from '../../src/methods/cam/xgrad-cam.js';
import {
  classifierModel,
  convolution,
  dense,
  elementwise,
  flatten,
  globalAveragePool,
  graphModel,
  maxPool,
  normalTensor,
  relu,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';
import { distance, featuresOf, sum } from './features.js';
import { centred, gradientCams, principal } from './cam-definitions.js';

const pictures = normalTensor([2, 2, 6, 6], 3);

/** Two convolutions with ReLU, a pool that is not global, and a dense layer; without any bias but that of the last. */
function reluModel(bias = 0): GraphModel {
  const weights = (count: number, seed: number): number[] => [...normalTensor([count], seed).data];
  return graphModel({
    input: { name: 'input', shape: [2, 6, 6] },
    nodes: [
      { name: 'conv', op: convolution(weights(5 * 2 * 9, 31), [5, 2, 3], { padding: 1 }), inputs: ['input'] },
      { name: 'early', op: relu, inputs: ['conv'] },
      { name: 'conv2', op: convolution(weights(4 * 5 * 9, 32), [4, 5, 3], { padding: 1 }), inputs: ['early'] },
      { name: 'late', op: relu, inputs: ['conv2'] },
      { name: 'pooled', op: maxPool(2), inputs: ['late'] },
      { name: 'flat', op: flatten, inputs: ['pooled'] },
      { name: 'logits', op: dense(weights(3 * 4 * 9, 33), [bias, bias, bias]), inputs: ['flat'] },
    ],
    outputs: ['logits'],
  });
}

describe('identities', () => {
  test.each([
    ['hires-cam', hiresCam],
    ['xgrad-cam', xGradCam],
  ])('behind pool and dense layer, %s is grad-cam', async (_, method) => {
    for (const target of [{ class: 0 }, { contrast: [1, 2] }] as const) {
      const options = { target, keepSign: true, upsampling: 'none' } as const;
      const { values } = await method(classifierModel(), pictures, options);
      expect(distance(values.data, (await gradCam(classifierModel(), pictures, options)).values.data)).toBeLessThan(
        1e-6,
      );
    }
  });

  test('behind pool and dense layer, hires-cam is the share that cam gives each position', async () => {
    const options = { target: { class: 1 }, upsampling: 'none' } as const;
    const { values } = await hiresCam(classifierModel(), pictures, { ...options, keepSign: true });
    const plain = (await cam(classifierModel(), pictures, options)).values.data;
    expect(
      distance(
        values.data,
        plain.map((value) => value / 36),
      ),
    ).toBeLessThan(1e-6);
  });

  test('grad-cam++ and layer-cam behind pool and dense layer: only channels with a positive weight', async () => {
    const { G } = await featuresOf(classifierModel(), rows(pictures, 0, 1), { class: 1 }, 'features');
    const { A } = await featuresOf(classifierModel(), rows(pictures, 0, 1), { class: 1 }, 'features');
    expect(G.some(([g]) => g! < 0)).toBe(true);
    const positive = (k: number): number => Math.max(G[k]![0]!, 0);
    const layered = (
      await layerCam(classifierModel(), rows(pictures, 0, 1), { target: { class: 1 }, upsampling: 'none' })
    ).values;
    layered.data.forEach((value, p) => expect(value).toBeCloseTo(sum(A.map((a, k) => positive(k) * a[p]!)), 6));
    // The gradient of a channel is the same at all 36 positions: w = 36 g / (2 + sum(A) g).
    const plus = (
      await gradCamPlusPlus(classifierModel(), rows(pictures, 0, 1), { target: { class: 1 }, upsampling: 'none' })
    ).values;
    plus.data.forEach((value, p) =>
      expect(value).toBeCloseTo(sum(A.map((a, k) => ((36 * positive(k)) / (2 + sum(a) * positive(k))) * a[p]!)), 6),
    );
  });

  test('layer-cam of activations that are nowhere negative needs no ReLU', async () => {
    for (const layer of ['early', 'late']) {
      const { values } = await layerCam(reluModel(), pictures, { layer, keepSign: true, upsampling: 'none' });
      expect(Math.min(...values.data)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values.data)).toBeGreaterThan(0);
    }
  });

  test('a single channel: eigengrad-cam is hires-cam', async () => {
    const single = graphModel({
      input: { name: 'input', shape: [1, 4, 4] },
      nodes: [
        { name: 'features', op: relu, inputs: ['input'] },
        { name: 'logits', op: dense([...normalTensor([32], 4).data], [0, 0]), inputs: ['features'] },
      ],
      outputs: ['logits'],
    });
    const input = normalTensor([3, 1, 4, 4], 5);
    const options = { keepSign: true, upsampling: 'none', target: { class: 1 } } as const;
    const { values } = await eigenGradCam(single, input, options);
    const expected = await hiresCam(single, input, options);
    expect(distance(values.data, expected.values.data)).toBeLessThan(1e-6);
  });
});

describe('axioms, in a ReLU network', () => {
  const targets = [{ class: 0 }, { class: 2 }, { contrast: [0, 1] }] as const;

  // Fu 2020, conservation. In a network that is linear but for ReLUs and maxima, f(A) = sum(G A) + what biases contribute.
  test.each([
    ['hires-cam', hiresCam],
    ['xgrad-cam', xGradCam],
  ])('conservation: %s adds up to the score less the bias', async (_, method) => {
    for (const layer of ['early', 'late']) {
      for (const bias of [0, 2]) {
        const maps = await method(reluModel(bias), pictures, {
          target: targets,
          layer,
          keepSign: true,
          upsampling: 'none',
        });
        maps.forEach(({ values, targets: resolved, options }) => {
          const contributed = options['target'] === '0-1' ? 0 : bias;
          for (const row of [0, 1]) {
            const { score } = resolved[row]!;
            expect(Math.abs(score - contributed)).toBeGreaterThan(0.1);
            expect(sum(values.data.slice(row * 36, (row + 1) * 36))).toBeCloseTo(score - contributed, 4);
          }
        });
      }
    }
  });

  test('grad-cam does not conserve there, so the axiom says something', async () => {
    const { values, targets: resolved } = await gradCam(reluModel(), rows(pictures, 0, 1), {
      keepSign: true,
      upsampling: 'none',
    });
    expect(Math.abs(sum(values.data) - resolved[0]!.score)).toBeGreaterThan(0.1);
  });

  // Fu 2020, sensitivity: what the score loses without a channel is what that channel's map adds up to, if the head is linear.
  test('sensitivity: a channel of xgrad-cam adds up to what the score loses without it', async () => {
    const model = classifierModel();
    const row = rows(pictures, 0, 1);
    const { features, logits } = await model.run({ input: row }, ['features', 'logits']);
    const { A, G } = await featuresOf(model, row, { class: 1 }, 'features');
    const { values } = await xGradCam(model, row, { target: { class: 1 }, keepSign: true, upsampling: 'none' });
    let total = 0;
    for (let k = 0; k < 4; k++) {
      const data = (features!.data as Float32Array).map((value, i) => (Math.floor(i / 36) === k ? 0 : value));
      const without = await model.run({ features: floatTensor(data, [1, 4, 6, 6]) }, ['logits']);
      const lost = (logits!.data[1] as number) - (without['logits']!.data[1] as number);
      expect(sum(A[k]!.map((a, p) => a * G[k]![p]!))).toBeCloseTo(lost, 5);
      total += lost;
    }
    expect(sum(values.data)).toBeCloseTo(total, 5);
  });

  test('dummy: a channel that the score does not depend on changes nothing', async () => {
    const model = (dummy: number) =>
      graphModel({
        input: { name: 'input', shape: [1, 3, 3] },
        nodes: [
          {
            name: 'features',
            op: convolution([1, -0.5, dummy], [3, 1, 1], { bias: [0, 1, dummy] }),
            inputs: ['input'],
          },
          { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
          { name: 'logits', op: dense([2, 1, 0, -1, 3, 0], [0, 0]), inputs: ['pooled'] },
        ],
        outputs: ['logits'],
      });
    const input = normalTensor([1, 1, 3, 3], 6);
    for (const [, method] of gradientCams) {
      const options = { target: { class: 0 }, upsampling: 'none', keepSign: true } as const;
      const [with_, without] = [await method(model(5), input, options), await method(model(0), input, options)];
      expect(distance(with_.values.data, without.values.data)).toBeLessThan(1e-6);
    }
  });
});

describe('denominators of zero', () => {
  /** Channel 0 holds the input itself, channel 1 its square; a gradient that differs from place to place. */
  const model = (weights: readonly number[]) =>
    graphModel({
      input: { name: 'input', shape: [2, 1, 4] },
      nodes: [
        {
          name: 'features',
          op: elementwise(
            { name: 'Same', kind: 'activation' },
            (x) => x,
            () => 1,
          ),
          inputs: ['input'],
        },
        { name: 'logits', op: dense([...weights, ...weights.map((w) => -w)], [0, 0]), inputs: ['features'] },
      ],
      outputs: ['logits'],
    });
  const options = { target: { class: 0 }, upsampling: 'none', keepSign: true } as const;

  test('xgrad-cam: a channel that sums to 0 gets the weight 0, the others keep theirs', async () => {
    const input = floatTensor(Float32Array.of(1, -1, 2, -2, 1, 2, 3, 2), [1, 2, 1, 4]);
    const { values } = await xGradCam(model([5, 1, 1, 1, 0.5, 0.25, 1, 2]), input, options);
    // The second: (0.5 + 0.5 + 3 + 4) / 8 = 1.
    expect([...values.data]).toEqual([1, 2, 3, 2]);
  });

  test('xgrad-cam: a channel that is off adds nothing', async () => {
    const input = floatTensor(Float32Array.of(0, 0, 0, 0, 1, 2, 3, 2), [1, 2, 1, 4]);
    const { values } = await xGradCam(model([5, 1, 1, 1, 0.5, 0.25, 1, 2]), input, options);
    expect([...values.data]).toEqual([1, 2, 3, 2]);
  });

  test('grad-cam++: where 2 + sum(A) G is 0 alpha is 0', async () => {
    // sum(A_0) = -2, and G = 1 at the first position: a pole. At the second 0.5 / (2 - 1) = 0.5; the others are not positive.
    const input = floatTensor(Float32Array.of(-1, -1, -2, 2, 0, 0, 0, 0), [1, 2, 1, 4]);
    const { values } = await gradCamPlusPlus(model([1, 0.5, 0, -3, 1, 1, 1, 1]), input, options);
    expect([...values.data]).toEqual([-0.5, -0.5, -1, 1]);
  });

  test('activations of zeros give maps of zeros', async () => {
    for (const [, method] of gradientCams) {
      const { values } = await method(
        model([1, 2, 3, 4, 5, 6, 7, 8]),
        floatTensor(new Float32Array(8), [1, 2, 1, 4]),
        options,
      );
      expect([...values.data].map(Math.abs)).toEqual([0, 0, 0, 0]);
    }
  });

  test('a gradient of zeros gives maps of zeros', async () => {
    for (const [, method] of gradientCams) {
      const { values } = await method(model(new Array<number>(8).fill(0)), normalTensor([1, 2, 1, 4], 2), options);
      expect([...values.data].map(Math.abs)).toEqual([0, 0, 0, 0]);
    }
  });
});

test('eigengrad-cam: centring subtracts the mean of each channel of G A', async () => {
  const model = reluModel();
  const row = rows(pictures, 0, 1);
  const { values, options } = await eigenGradCam(model, row, { centre: true, keepSign: true, upsampling: 'none' });
  expect(options['centre']).toBe(true);
  const { A, G } = await featuresOf(model, row, { top: 1 }, 'late');
  const products = A.map((a, k) => a.map((value, p) => value * G[k]![p]!));
  expect(distance(values.data, principal(centred(products)))).toBeLessThan(1e-6);
  expect(Math.abs(sum(values.data))).toBeLessThan(1e-5);
});
