import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import type { GuidedGradCamOptions } from '../../src/methods/cam/guided-grad-cam.js';
import { guidedGradCam } from '../../src/methods/cam/guided-grad-cam.js';
import { gradCam } from '../../src/methods/cam/grad-cam.js';
import { guidedBackprop } from '../../src/methods/gradient/guided-backprop.js';
import type { Target } from '../../src/target.js';
import {
  classifierModel,
  convolution,
  globalAveragePool,
  graphModel,
  normalTensor,
  segmenterModel,
  sigmoidClassifierModel,
  softplus,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { rows } from '../../src/tensor.js';

const pictures = normalTensor([2, 2, 6, 6], 3);

describe('guided backpropagation times the map of Grad-CAM, each as alone', () => {
  test.each<[string, () => GraphModel, GuidedGradCamOptions<Target>]>([
    ['defaults', classifierModel, {}],
    ['a smaller map, bicubic', sigmoidClassifierModel, { layer: 'pooled' }],
    ['a smaller map, bilinear', sigmoidClassifierModel, { layer: 'pooled', upsampling: 'bilinear' }],
    ['a smaller map, nearest', sigmoidClassifierModel, { layer: 'pooled', upsampling: 'nearest', keepSign: true }],
    ['a contrast', classifierModel, { target: { contrast: [0, 2] } }],
    ['a probability', classifierModel, { target: { class: 1 }, of: 'probabilities' }],
    ['a region of a segmentation', segmenterModel, { target: { class: 0 }, region: { point: [1, 1] } }],
    ['several layers', segmenterModel, { target: { class: 1 }, layer: ['decoded', 'bottom'] }],
  ])('%s', async (_, create, options) => {
    const [, ...shape] = create().inputs[0]!.shape as number[];
    const input = normalTensor([2, ...shape], 9);
    const { method, form, values, targets, layer, options: record } = await guidedGradCam(create(), input, options);
    const { layer: __, upsampling: ___, keepSign: ____, ...about } = options;
    const guided = await guidedBackprop(create(), input, about);
    const map = await gradCam(create(), input, options);
    expect({ method, form, targets, layer }).toEqual({
      method: 'guided-grad-cam',
      form: 'input',
      targets: map.targets,
      layer: map.layer,
    });
    expect(record).toEqual(map.options);
    expect(values.shape).toEqual([2, ...shape]);
    const [channels, height, width] = shape as [number, number, number];
    let at = 0;
    for (let row = 0; row < 2; row++)
      for (let channel = 0; channel < channels; channel++)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++, at++)
            expect(values.data[at]).toBeCloseTo(
              guided.values.data[at]! * map.values.data[(row * height + y) * width + x]!,
              7,
            );
    expect(Math.max(...values.data.map(Math.abs))).toBeGreaterThan(0);
  });
});

test('several targets come out as alone, and so do rows', async () => {
  const targets = [{ class: 0 }, { top: 1 }] as const;
  const together = await guidedGradCam(classifierModel(), pictures, { target: targets });
  const alone: Attribution[] = [];
  for (const target of targets) alone.push(await guidedGradCam(classifierModel(), pictures, { target }));
  expect(together).toEqual(alone);
  const second = await guidedGradCam(classifierModel(), rows(pictures, 1, 2));
  expect(second.values.data).toEqual(alone[1]!.values.data.slice(72));
});

describe('is refused before any work', () => {
  test('a map that stays small', async () => {
    const model = classifierModel();
    const work = guidedGradCam(model, pictures, { upsampling: 'none' } as unknown as GuidedGradCamOptions<Target>);
    await expect(work).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('one of bicubic, bilinear, nearest'),
    });
    expect(model.counts).toMatchObject({ run: 0, vjp: 0 });
  });

  test('a layer that does not exist', async () => {
    const model = classifierModel();
    const work = guidedGradCam(model, pictures, { layer: 'feature' });
    await expect(work).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining("'features'") });
    expect(model.counts).toMatchObject({ run: 0, vjp: 0 });
  });

  test('a backend without the rules', async () => {
    const model = classifierModel();
    const plain = { ...model, ruleSets: ['gradient'] as const };
    await expect(guidedGradCam(plain, pictures)).rejects.toMatchObject({ code: 'model-unsupported' });
    expect(model.counts).toMatchObject({ run: 0, vjp: 0 });
  });

  test('a network without a ReLU', async () => {
    const model = graphModel({
      input: { name: 'input', shape: [1, 3, 3] },
      nodes: [
        { name: 'conv', op: convolution([1, -1], [2, 1, 1]), inputs: ['input'] },
        { name: 'soft', op: softplus, inputs: ['conv'] },
        { name: 'scores', op: globalAveragePool, inputs: ['soft'] },
      ],
      outputs: ['scores'],
    });
    await expect(guidedGradCam(model, normalTensor([1, 1, 3, 3]))).rejects.toMatchObject({ code: 'model-unsupported' });
    expect(model.counts.rows).toEqual({});
  });
});
