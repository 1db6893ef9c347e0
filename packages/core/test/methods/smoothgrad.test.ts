import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { deconvnet } from '../../src/methods/gradient/deconvnet.js';
import { guidedBackprop } from '../../src/methods/gradient/guided-backprop.js';
import { inputXGradient } from '../../src/methods/gradient/input-x-gradient.js';
import { saliency } from '../../src/methods/gradient/saliency.js';
import { smoothGrad, smoothGradNoise, smoothGradStream } from '../../src/methods/gradient/smoothgrad.js';
import type { SmoothGradOptions } from '../../src/methods/gradient/smoothgrad.js';
import type { Progress } from '../../src/progress.js';
import {
  classifierModel,
  dense,
  graphModel,
  normalTensor,
  polynomialModel,
  segmenterModel,
  softmaxClassifierModel,
} from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';

const pictures = normalTensor([2, 2, 6, 6], 3);
const picture = rows(pictures, 0, 1);
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const rangeOf = ({ data }: FloatTensor): number => Math.max(...data) - Math.min(...data);

/** Noisy copies of one row, by the definition. */
function noisyCopies(row: FloatTensor, samples: number, sigma: number, seed: number): FloatTensor[] {
  return Array.from({ length: samples }, (_, sample) => {
    const noise = smoothGradNoise(row.shape, { seed, sample, sigma: sigma * rangeOf(row) });
    return { ...row, data: row.data.map((x, i) => x + noise.data[i]!) };
  });
}

/** Mean and standard error of each value, in two passes. */
function slowStatistics(samples: readonly Float32Array[]): { mean: number[]; errors: number[] } {
  const count = samples.length;
  const mean = Array.from(samples[0]!, (_, i) => sum(samples.map((sample) => sample[i]!)) / count);
  const errors = mean.map((center, i) =>
    Math.sqrt(sum(samples.map((sample) => (sample[i]! - center) ** 2)) / (count - 1) / count),
  );
  return { mean, errors };
}

describe('against the definition', () => {
  const methods = {
    saliency,
    'input-x-gradient': inputXGradient,
    'guided-backprop': guidedBackprop,
    deconvnet,
  } as const;

  test.each(Object.keys(methods) as (keyof typeof methods)[])(
    '%s: the mean over the noisy copies, one call each, and its standard error',
    async (gradient) => {
      const model = classifierModel();
      const target = { class: 1 } as const;
      const options = { target, gradient, samples: 6, sigma: 0.3, seed: 4 } as const;
      const { values, checks, form } = await smoothGrad(model, pictures, options);
      expect({ form, shape: values.shape }).toEqual({ form: 'input', shape: [2, 2, 6, 6] });
      const relative: number[] = [];
      for (const row of [0, 1]) {
        const maps: Float32Array[] = [];
        for (const copy of noisyCopies(rows(pictures, row, row + 1), 6, 0.3, 4))
          maps.push((await methods[gradient](model, copy, { target })).values.data);
        const { mean, errors } = slowStatistics(maps);
        mean.forEach((value, i) => expect(values.data[row * 72 + i]).toBeCloseTo(value, 6));
        relative.push(sum(errors) / sum(mean.map(Math.abs)));
      }
      // Deconvnet ignores the forward values: behind one ReLU nothing varies.
      if (gradient !== 'deconvnet') expect(Math.max(...relative)).toBeGreaterThan(0.01);
      expect(checks['standardError']).toBeCloseTo(Math.max(...relative), 6);
    },
  );

  test('f = 5x + y^2 + sin z: 5 exactly, 2y on average, and cos z dampened by the noise', async () => {
    const input = floatTensor(Float32Array.of(1, 2, 3), [1, 3]);
    const sigma = 0.15;
    const samples = 1000;
    const { values, targets } = await smoothGrad(polynomialModel(), input, { samples, sigma });
    expect(values.data[0]).toBe(5);
    const spread = sigma * 2;
    // Within four standard errors; E cos(z + s e) = exp(-s^2 / 2) cos z.
    expect(Math.abs(values.data[1]! - 4)).toBeLessThan((4 * 2 * spread) / Math.sqrt(samples));
    expect(Math.abs(values.data[2]! - Math.exp(-(spread ** 2) / 2) * Math.cos(3))).toBeLessThan(
      (4 * spread) / Math.sqrt(samples),
    );
    expect(targets[0]!.score).toBeCloseTo(5 + 4 + Math.sin(3), 5);
  });

  test.each([
    ['a probability', { class: 2 }, 'probabilities'],
    ['a contrast', { contrast: [0, 2] }, 'logits'],
    ['the class that the unchanged input gets', { top: 1 }, 'logits'],
    ['a neuron', { layer: 'conv', channel: 2, position: [3, 3] }, 'logits'],
  ] as const)('%s', async (_, target, of) => {
    const model = softmaxClassifierModel();
    const { values, targets } = await smoothGrad(model, picture, { target, of, samples: 5, sigma: 0.5 });
    const fixed = 'top' in target ? { class: targets[0]!.index! } : target;
    const maps: Float32Array[] = [];
    for (const copy of noisyCopies(picture, 5, 0.5, 0))
      maps.push((await saliency(model, copy, { target: fixed, of })).values.data);
    slowStatistics(maps).mean.forEach((value, i) => expect(values.data[i]).toBeCloseTo(value, 6));
  });

  test('the region of a spatial output is that of the unchanged input', async () => {
    const model = segmenterModel();
    const input = normalTensor([1, 1, 4, 4], 1);
    const options = { target: { class: 1 }, samples: 5 } as const;
    const { values } = await smoothGrad(model, input, options);
    const before = (await model.run({ input }, ['scores']))['scores']!.data as Float32Array;
    const inside = Float32Array.from({ length: 16 }, (_, p) =>
      Math.max(before[p]!, before[32 + p]!) <= before[16 + p]! ? 1 : 0,
    );
    expect(new Set(inside).size).toBe(2);
    const masked = await smoothGrad(model, input, { ...options, region: { mask: floatTensor(inside, [4, 4]) } });
    expect(values.data).toEqual(masked.values.data);
  });

  test('without noise it is the gradient; a linear score has no standard error, and one sample gives none', async () => {
    const plain = await saliency(classifierModel(), picture);
    const { values, checks } = await smoothGrad(classifierModel(), picture, { sigma: 0, samples: 3 });
    expect(values.data).toEqual(plain.values.data);
    expect(checks).toEqual({ standardError: 0 });
    const linear = graphModel({
      input: { name: 'input', shape: [3] },
      nodes: [{ name: 'y', op: dense([1, -2, 0.1], [0]), inputs: ['input'] }],
      outputs: ['y'],
    });
    const constant = await smoothGrad(linear, normalTensor([1, 3]), { samples: 7 });
    expect([...constant.values.data]).toEqual([1, -2, 0.1].map(Math.fround));
    expect(constant.checks).toEqual({ standardError: 0 });
    expect((await smoothGrad(classifierModel(), picture, { samples: 1 })).checks).toEqual({});
  });
});

describe('noise', () => {
  test('depends on seed and sample alone, and has the standard deviation asked for', () => {
    const options = { seed: 3, sample: 7, sigma: 2 };
    const noise = smoothGradNoise([1, 3, 60, 60], options).data;
    expect(smoothGradNoise([1, 3, 60, 60], options).data).toEqual(noise);
    expect(smoothGradNoise([1, 3, 60, 60], { ...options, seed: 4 }).data).not.toEqual(noise);
    expect(smoothGradNoise([1, 3, 60, 60], { ...options, sample: 8 }).data).not.toEqual(noise);
    const count = noise.length;
    // Within four standard errors of the mean and of the variance.
    expect(Math.abs(sum(noise) / count)).toBeLessThan((4 * 2) / Math.sqrt(count));
    expect(Math.abs(sum(noise.map((e) => e * e)) / count - 4)).toBeLessThan((4 * 4 * Math.SQRT2) / Math.sqrt(count));
  });

  test('the same seed gives the same bytes, another seed others', async () => {
    const run = (seed: number): Promise<Attribution> => smoothGrad(classifierModel(), picture, { seed, samples: 3 });
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.values.data).not.toEqual(first.values.data);
  });
});

describe('what must not change the result', () => {
  const options = { samples: 9, target: { class: 0 } } as const;

  test('the batch size, bit for bit', async () => {
    const one = await smoothGrad(softmaxClassifierModel(), pictures, { ...options, batchSize: 1 });
    for (const batchSize of [2, 4, 9, 100]) {
      const other = await smoothGrad(softmaxClassifierModel(), pictures, { ...options, batchSize });
      expect(other.values.data).toEqual(one.values.data);
      expect(other.checks).toEqual(one.checks);
    }
  });

  test('the other rows, bit for bit', async () => {
    const both = await smoothGrad(classifierModel(), pictures, options);
    const second = await smoothGrad(classifierModel(), rows(pictures, 1, 2), options);
    expect(second.values.data).toEqual(both.values.data.slice(72));
  });
});

test('each of several targets comes out as alone; the forward of the input and the copies are shared', async () => {
  const targets = [{ class: 0 }, { contrast: [1, 2] }, { top: 2 }, { layer: 'features', channel: 1 }] as const;
  const options = { samples: 6, batchSize: 4 };
  const alone: Attribution[] = [];
  for (const target of targets) alone.push(await smoothGrad(classifierModel(), pictures, { ...options, target }));
  const model = classifierModel();
  expect(await smoothGrad(model, pictures, { ...options, target: targets })).toEqual(alone);
  expect(model.counts).toMatchObject({ run: 1, vjp: 4 * 2 * 2 });
});

describe('streaming', () => {
  const options = { samples: 12, batchSize: 4, target: { class: 1 } } as const;

  test('partial maps are those of fewer samples, come after every batch, and end in the result', async () => {
    const partials: Attribution[] = [];
    for await (const partial of smoothGradStream(classifierModel(), picture, options)) partials.push(partial);
    expect(partials).toHaveLength(3);
    for (const [i, samples] of [4, 8, 12].entries()) {
      const { values, checks } = await smoothGrad(classifierModel(), picture, { ...options, samples });
      expect(partials[i]!.values).toEqual(values);
      expect(partials[i]!.checks).toEqual(checks);
    }
    const finished = await smoothGrad(classifierModel(), pictures, options);
    let latest: Attribution | undefined;
    for await (const partial of smoothGradStream(classifierModel(), pictures, options)) latest = partial;
    expect(latest).toEqual(finished);
  });

  test('the standard error falls with the square root of the samples', async () => {
    const errorOf = async (samples: number): Promise<number> =>
      (await smoothGrad(classifierModel(), picture, { ...options, samples })).checks['standardError']!;
    const ratio = (await errorOf(50)) / (await errorOf(200));
    expect(ratio).toBeGreaterThan(1.7);
    expect(ratio).toBeLessThan(2.3);
  });

  test('progress counts the samples of all rows', async () => {
    const steps: Progress[] = [];
    await smoothGrad(classifierModel(), pictures, {
      ...options,
      samples: 5,
      onProgress: (step) => steps.push(step),
    });
    expect(steps.map(({ done }) => done)).toEqual([4, 5, 9, 10]);
    expect(steps.every(({ total, unit }) => total === 10 && unit === 'samples')).toBe(true);
  });

  test('a signal stops the work before the next batch', async () => {
    const model = classifierModel();
    const signal = { aborted: false, reason: 'enough' };
    const work = smoothGrad(model, pictures, {
      ...options,
      signal,
      onProgress: ({ done }) => (signal.aborted = done >= 8),
    });
    await expect(work).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(model.counts.vjp).toBe(2);
  });
});

test.each<[SmoothGradOptions, RegExp]>([
  [{ samples: 0 }, /'samples' should be 1 or more/],
  [{ sigma: -0.1 }, /'sigma' should be 0 or more/],
  [{ sigma: Number.NaN }, /'sigma' should be a number/],
  [{ seed: 1.5 }, /'seed' should be a whole number/],
  [{ batchSize: 0 }, /'batchSize' should be 1 or more/],
  [{ gradient: 'guided-backpop' as 'saliency' }, /'gradient' should be one of .*Did you mean 'guided-backprop'/],
])('%o is refused before work begins', async (options, message) => {
  const model = classifierModel();
  await expect(smoothGrad(model, picture, options)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message),
  });
  expect(model.counts).toEqual({ run: 0, vjp: 0, rows: {} });
});

test('a backend without the rules, before work begins', async () => {
  const model = classifierModel();
  const plain = { ...model, ruleSets: ['gradient'] as const };
  await expect(smoothGrad(plain, picture, { gradient: 'deconvnet' })).rejects.toMatchObject({
    code: 'model-unsupported',
    message: expect.stringContaining('rules of deconvnet'),
  });
  expect(model.counts).toEqual({ run: 0, vjp: 0, rows: {} });
});

test('the record says every option, defaults included', async () => {
  const { method, options, layer } = await smoothGrad(classifierModel(), pictures);
  expect({ method, layer }).toEqual({ method: 'smoothgrad', layer: null });
  expect(options).toEqual({
    target: 'top',
    of: 'logits',
    region: 'predicted',
    samples: 50,
    sigma: 0.15,
    gradient: 'saliency',
    seed: 0,
    batchSize: 16,
  });
});
