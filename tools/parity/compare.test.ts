import { asFloat, floatTensor, methodById } from '@pellucid/core';
import type { DifferentiableModel } from '@pellucid/core';
import { classifierModel, normalTensor, polynomialModel } from '@pellucid/core/testing';
import { expect, test } from 'vitest';
import { compareWith, referenceOf } from './compare.js';
import { judgeByKinks } from '@pellucid/core/testing';
import { quickOptions } from './quick-options.js';

const model = classifierModel();
const input = normalTensor([1, ...model.inputs[0]!.shape.slice(1).map(Number)], 1);
const saliency = methodById('saliency');

/** The model, with gradients that are off. */
function scaled(factor: number): DifferentiableModel {
  return {
    ...model,
    async vjp(...call) {
      const result = await model.vjp(...call);
      const gradients = Object.entries(result.gradients).map(([name, gradient]) => {
        const { data, shape } = asFloat(gradient, name);
        return [
          name,
          floatTensor(
            data.map((value) => value * factor),
            shape,
          ),
        ] as const;
      });
      return { ...result, gradients: Object.fromEntries(gradients) };
    },
  };
}

test('the same network agrees; a gradient that is off by more than the rule allows does not', async () => {
  const reference = await referenceOf(model, input, saliency, {});
  expect(reference.k).toBeLessThan(1e-5);
  expect(await compareWith(reference, model)).toMatchObject({ error: 0, verdict: 'right', reason: '', moved: null });
  expect((await compareWith(reference, scaled(1.00005))).verdict).toBe('right');
  const off = await compareWith(reference, scaled(1.0002));
  expect(off.verdict).toBe('wrong');
  expect(off.error).toBeCloseTo(2e-4, 6);
  expect(off.moved).toBeGreaterThan(1e-4);
});

test('a refusal by one of two networks is a difference, by both it is none', async () => {
  const method = methodById('grad-cam');
  const refused = await referenceOf(polynomialModel(), normalTensor([1, 3], 1), method, {});
  expect(refused.given).toBeInstanceOf(Error);
  expect(await compareWith(refused, polynomialModel())).toMatchObject({ error: 0, verdict: 'right' });
  expect((await compareWith(refused, polynomialModel())).reason).not.toBe('');
  expect((await compareWith({ ...refused, input }, model)).verdict).toBe('wrong');
});

test('the kink rule', () => {
  expect([1e-4, 1.01e-4, NaN, Infinity].map((error) => judgeByKinks(error, 1e-6))).toEqual([
    'right',
    'wrong',
    'wrong',
    'wrong',
  ]);
  expect(judgeByKinks(1.4e-3, 5e-4)).toBe('right');
  expect(judgeByKinks(1.6e-3, 5e-4)).toBe('wrong');
  expect(judgeByKinks(1e-6, 2e-3)).toBe('unknown');
});

test('only options that a method has are cut', () => {
  expect(quickOptions(saliency, input, 2)).toEqual({});
  expect(Object.keys(quickOptions(methodById('occlusion'), input, 2))).toEqual(['window', 'stride']);
  expect(quickOptions(methodById('score-cam'), input, 2)).toEqual({ topChannels: 8 });
});
