import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { deconvnet } from '../../src/methods/gradient/deconvnet.js';
import { guidedBackprop } from '../../src/methods/gradient/guided-backprop.js';
import { saliency } from '../../src/methods/gradient/saliency.js';
import { objectiveOf } from '../../src/objective.js';
import {
  classifierModel,
  classifierWeights,
  normalTensor,
  polynomialModel,
  segmenterModel,
  softmaxClassifierModel,
  twoBranchModel,
} from '../../src/testing/index.js';
import { asFloat, floatTensor, rows } from '../../src/tensor.js';

const pictures = normalTensor([2, 2, 6, 6], 3);

describe('saliency', () => {
  test('f = 5x + y^2 + sin z has the gradient [5, 2y, cos z]', async () => {
    const model = polynomialModel();
    const input = floatTensor(Float32Array.of(1, 2, 3, -1, 0.5, -2), [2, 3]);
    const { values, form, layer, targets } = await saliency(model, input);
    expect({ form, layer, shape: values.shape }).toEqual({ form: 'input', layer: null, shape: [2, 3] });
    expect([...values.data]).toEqual([5, 4, Math.fround(Math.cos(3)), 5, 1, Math.fround(Math.cos(-2))]);
    expect(targets[0]!.score).toBeCloseTo(5 + 4 + Math.sin(3), 5);
    expect(model.counts).toMatchObject({ run: 0, vjp: 1, rows: { f: 2 } });
  });

  test.each([
    ['a class', classifierModel(), { class: 1 }, 'logits'],
    ['a probability made on the host', classifierModel(), { class: 1 }, 'probabilities'],
    ['a probability of the network', softmaxClassifierModel(), { top: 1 }, 'probabilities'],
    ['a contrast', classifierModel(), { contrast: [0, 2] }, 'logits'],
    ['a neuron', classifierModel(), { layer: 'conv', channel: 2, position: [3, 3] }, 'logits'],
  ] as const)('%s: against central differences of the score, pixel by pixel', async (_, model, target, of) => {
    const input = rows(pictures, 0, 1);
    const { values } = await saliency(model, input, { target, of });
    const objective = objectiveOf(model, target, { of, region: 'predicted' });
    const valuesAt = async (data: Float32Array) =>
      asFloat((await model.run({ input: { ...input, data } }, [objective.tensor]))[objective.tensor], objective.tensor);
    const aim = objective.aim(await valuesAt(input.data));
    // Short, so that no ReLU changes its mind on the way.
    const step = 1 / 512;
    const numeric: number[] = [];
    for (let i = 0; i < input.data.length; i++) {
      const moved = async (distance: number): Promise<number> => {
        const data = input.data.slice();
        data[i]! += distance;
        return aim.scores(await valuesAt(data), 0)[0]!;
      };
      numeric.push(((await moved(step)) - (await moved(-step))) / (2 * step));
    }
    const largest = Math.max(...numeric.map(Math.abs));
    const errors = numeric.map((value, i) => Math.abs(value - values.data[i]!));
    expect(largest).toBeGreaterThan(0.005);
    // Scores are float32, which a division by the step makes 3e-5 of a score of 1.
    expect(Math.max(...errors)).toBeLessThan(3e-5 + 1e-3 * largest);
  });

  test('a contrast is the difference of its classes', async () => {
    const [first, second, contrast] = (await saliency(classifierModel(), pictures, {
      target: [{ class: 2 }, { class: 1 }, { contrast: [2, 1] }],
    })) as [Attribution, Attribution, Attribution];
    contrast.values.data.forEach((value, i) =>
      expect(value).toBeCloseTo(first.values.data[i]! - second.values.data[i]!, 6),
    );
  });

  test('each of several targets comes out as alone; a cotangent that depends on values costs one forward for all', async () => {
    const targets = [{ class: 0 }, { top: 1 }, { contrast: [1, 2] }] as const;
    for (const of of ['logits', 'probabilities'] as const) {
      const alone: Attribution[] = [];
      for (const target of targets) alone.push(await saliency(classifierModel(), pictures, { target, of }));
      const model = classifierModel();
      expect(await saliency(model, pictures, { target: targets, of })).toEqual(alone);
      expect(model.counts).toMatchObject({ run: of === 'logits' ? 0 : 1, vjp: 3 });
    }
  });

  test('a segmentation over the pixels of a class', async () => {
    const input = normalTensor([1, 1, 4, 4], 5);
    const mask = floatTensor(
      Float32Array.from({ length: 16 }, (_, p) => (p < 4 ? 1 : 0)),
      [4, 4],
    );
    const points = [0, 1, 2, 3].map((x) => ({ point: [x, 0] }) as const);
    const over = await saliency(segmenterModel(), input, { target: { class: 1 }, region: { mask } });
    const each = await Promise.all(
      points.map((region) => saliency(segmenterModel(), input, { target: { class: 1 }, region })),
    );
    over.values.data.forEach((value, i) => {
      expect(value).toBeCloseTo(
        each.reduce((sum, { values }) => sum + values.data[i]!, 0),
        5,
      );
    });
  });

  test('the batch does not change the result, bit for bit', async () => {
    const both = await saliency(twoBranchModel(), normalTensor([2, 1, 4, 4], 3));
    const second = await saliency(twoBranchModel(), rows(normalTensor([2, 1, 4, 4], 3), 1, 2));
    expect(second.values.data).toEqual(both.values.data.slice(16));
  });

  test('the record says every option', async () => {
    const { method, options } = await saliency(classifierModel(), pictures, { target: { class: 2 } });
    expect(method).toBe('saliency');
    expect(options).toEqual({ target: '2', of: 'logits', region: 'predicted' });
  });
});

describe('guided backpropagation and deconvnet', () => {
  /** The cotangent at the ReLU of the classifier, g = w_k / 36, under a rule, then through the convolution by its definition. */
  async function slow(rule: (g: number, before: number) => number): Promise<number[]> {
    const input = rows(pictures, 0, 1);
    const before = (await classifierModel().run({ input }, ['conv']))['conv']!.data as Float32Array;
    const out = new Array<number>(72).fill(0);
    for (let k = 0; k < 4; k++) {
      for (let p = 0; p < 36; p++) {
        const g = rule(classifierWeights.dense[4 + k]! / 36, before[k * 36 + p]!);
        for (let c = 0; c < 2; c++) {
          for (let d = 0; d < 9; d++) {
            const y = Math.floor(p / 6) + Math.floor(d / 3) - 1;
            const x = (p % 6) + (d % 3) - 1;
            if (y >= 0 && y < 6 && x >= 0 && x < 6)
              out[c * 36 + y * 6 + x]! += g * classifierWeights.convolution[(k * 2 + c) * 9 + d]!;
          }
        }
      }
    }
    return out;
  }

  test.each([
    ['saliency', saliency, (g: number, before: number) => (before > 0 ? g : 0)],
    ['guided-backprop', guidedBackprop, (g: number, before: number) => (before > 0 ? Math.max(g, 0) : 0)],
    ['deconvnet', deconvnet, (g: number) => Math.max(g, 0)],
  ] as const)('%s against its rule, written out', async (id, method, rule) => {
    const { method: name, values } = await method(classifierModel(), rows(pictures, 0, 1), { target: { class: 1 } });
    expect(name).toBe(id);
    const expected = await slow(rule);
    values.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  test.each([guidedBackprop, deconvnet])(
    '%o: a network without a ReLU, or a backend without the rules',
    async (method) => {
      await expect(method(polynomialModel(), normalTensor([1, 3]))).rejects.toMatchObject({
        code: 'model-unsupported',
      });
      const model = classifierModel();
      const plain = { ...model, ruleSets: ['gradient'] as const };
      await expect(method(plain, pictures)).rejects.toMatchObject({
        code: 'model-unsupported',
        message: expect.stringContaining('analytic has gradient'),
      });
      expect(model.counts.vjp).toBe(0);
    },
  );
});
