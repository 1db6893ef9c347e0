import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { cam } from '../../src/methods/cam/cam.js';
import { gradCam } from '../../src/methods/cam/grad-cam.js';
import {
  classifierGraph,
  classifierModel,
  classifierWeights,
  convolution,
  dense,
  globalAveragePool,
  graphModel,
  normalTensor,
  relu,
  segmenterModel,
  sigmoidClassifierModel,
  softmaxClassifierModel,
  softplus,
  twoBranchModel,
} from '../../src/testing/index.js';

const pictures = normalTensor([2, 2, 6, 6], 3);
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('against the definition: sum_k w_k A_k', () => {
  test.each([classifierModel, softmaxClassifierModel])('%o', async (create) => {
    const model = create();
    const features = (await model.run({ input: pictures }, ['features']))['features']!;
    const { values, form, layer } = await cam(model, pictures, { target: { class: 2 }, upsampling: 'none' });
    expect({ form, layer }).toEqual({
      form: 'map',
      layer: { name: 'features', reason: 'pooled by GlobalAveragePool before the linear layer' },
    });
    values.data.forEach((value, i) => {
      const at = (k: number): number => features.data[(Math.floor(i / 36) * 4 + k) * 36 + (i % 36)] as number;
      const sum = [0, 1, 2, 3].reduce((total, k) => total + classifierWeights.dense[2 * 4 + k]! * at(k), 0);
      expect(value).toBeCloseTo(sum, 5);
    });
  });
});

test('its mean is the logit less the bias', async () => {
  const maps = await cam(classifierModel(), pictures, {
    target: [{ class: 0 }, { class: 1 }, { class: 2 }],
    upsampling: 'none',
  });
  maps.forEach(({ values, targets }, index) => {
    [0, 1].forEach((row) => {
      expect(mean(values.data.slice(row * 36, (row + 1) * 36))).toBeCloseTo(
        targets[row]!.score - classifierWeights.bias[index]!,
        5,
      );
    });
  });
});

test('Grad-CAM is its rectified share of each position', async () => {
  const target = { contrast: [1, 0] } as const;
  const plain = await cam(classifierModel(), pictures, { target, upsampling: 'none' });
  const weighted = await gradCam(classifierModel(), pictures, { target, upsampling: 'none' });
  weighted.values.data.forEach((value, p) => expect(value).toBeCloseTo(Math.max(0, plain.values.data[p]!) / 36, 6));
});

describe('heads', () => {
  const body = classifierGraph.nodes.slice(0, 2);
  const ending = (...nodes: Parameters<typeof graphModel>[0]['nodes']) =>
    graphModel({ ...classifierGraph, nodes: [...body, ...nodes], outputs: [nodes.at(-1)!.name] });

  test('a 1x1 convolution behind the pool counts as linear', async () => {
    const model = ending(
      { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
      {
        name: 'scores',
        op: convolution(classifierWeights.dense, [3, 4, 1], { bias: classifierWeights.bias }),
        inputs: ['pooled'],
      },
    );
    const { values } = await cam(model, pictures, { target: { class: 1 } });
    const usual = await cam(classifierModel(), pictures, { target: { class: 1 } });
    values.data.forEach((value, p) => expect(value).toBeCloseTo(usual.values.data[p]!, 5));
  });

  test('classes that are pooled last: the map of the class itself', async () => {
    const model = ending(
      { name: 'classes', op: convolution(classifierWeights.dense, [3, 4, 1]), inputs: ['features'] },
      { name: 'scores', op: globalAveragePool, inputs: ['classes'] },
    );
    const { classes } = await model.run({ input: pictures }, ['classes']);
    const { values, layer } = await cam(model, pictures, { target: { class: 1 }, upsampling: 'none' });
    expect(layer!.name).toBe('classes');
    expect([...values.data.slice(0, 36)]).toEqual([...(classes!.data as Float32Array).slice(36, 72)]);
  });

  test('several linear layers', async () => {
    const model = ending(
      { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
      { name: 'hidden', op: dense(classifierWeights.dense, [0, 0, 0]), inputs: ['pooled'] },
      { name: 'scores', op: dense([1, 2, 3, -1, 0, 1], [0, 0]), inputs: ['hidden'] },
    );
    const { values, targets } = await cam(model, pictures, { target: { class: 1 }, upsampling: 'none' });
    expect(mean(values.data.slice(0, 36))).toBeCloseTo(targets[0]!.score, 5);
  });

  test('behind a gate: the last pool counts', async () => {
    const { layer } = await cam(twoBranchModel(), normalTensor([1, 1, 4, 4], 1));
    expect(layer!.name).toBe('gated');
  });

  test.each([
    [
      'an activation behind the pool',
      ending(
        { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
        { name: 'hidden', op: softplus, inputs: ['pooled'] },
      ),
      /behind the global average pool comes Softplus \('hidden'\)/,
    ],
    [
      'a sum of two branches behind the pool',
      ending(
        { name: 'pooled', op: globalAveragePool, inputs: ['features'] },
        { name: 'a', op: dense(classifierWeights.dense, [0, 0, 0]), inputs: ['pooled'] },
        { name: 'b', op: relu, inputs: ['a'] },
        { name: 'both', op: { ...dense([1, 1, 1], [0]), name: 'Sum', kind: 'add' }, inputs: ['a', 'b'] },
      ),
      /which is not linear/,
    ],
    ['no pool at all', sigmoidClassifierModel(), /no global average pool/],
  ])('%s is refused, and Grad-CAM offered', async (_, model, message) => {
    const [, ...shape] = model.inputs[0]!.shape as number[];
    const work = cam(model, normalTensor([1, ...shape]));
    await expect(work).rejects.toMatchObject({ code: 'model-unsupported', message: expect.stringMatching(message) });
    await expect(work).rejects.toThrow('Use grad-cam');
    expect(model.counts).toMatchObject({ run: 0, vjp: 0 });
  });

  test('a spatial output has no such head', async () => {
    await expect(cam(segmenterModel(), normalTensor([1, 1, 4, 4]))).rejects.toMatchObject({
      code: 'model-unsupported',
    });
  });
});

test('several targets share the forward, and each comes out as alone', async () => {
  const targets = [{ class: 0 }, { top: 1 }, { contrast: [2, 1] }] as const;
  const model = classifierModel();
  const together = await cam(model, pictures, { target: targets });
  const alone: Attribution[] = [];
  for (const target of targets) alone.push(await cam(classifierModel(), pictures, { target }));
  expect(together).toEqual(alone);
  expect(model.counts).toMatchObject({ run: 0, vjp: 3, rows: { conv: 2 } });
});

test('probabilities are refused', async () => {
  const model = classifierModel();
  await expect(cam(model, pictures, { of: 'probabilities' })).rejects.toMatchObject({ code: 'usage' });
  expect(model.counts.vjp).toBe(0);
});

test('the record says every option', async () => {
  const { method, options } = await cam(classifierModel(), pictures, { upsampling: 'bilinear' });
  expect(method).toBe('cam');
  expect(options).toEqual({ target: 'top', of: 'logits', region: 'predicted', upsampling: 'bilinear' });
});
