import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import type { CamOptions } from '../../src/methods/cam/class-activation-map.js';
import type { ObjectiveOptions } from '../../src/objective.js';
import type { Target } from '../../src/target.js';
import {
  classifierModel,
  normalTensor,
  segmenterModel,
  sigmoidClassifierModel,
  softmaxClassifierModel,
  twoBranchModel,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';
import { distance, featuresOf } from './features.js';
import { gradientCams } from './cam-definitions.js';

const mask = floatTensor(
  Float32Array.from({ length: 16 }, (_, p) => (p % 3 === 0 ? 1 : 0)),
  [4, 4],
);

const cases: [string, () => GraphModel, Target, string, Partial<ObjectiveOptions>?][] = [
  ['the predicted class', classifierModel, { top: 1 }, 'features'],
  ['a contrast', classifierModel, { contrast: [0, 1] }, 'features'],
  ['a probability made on the host', classifierModel, { class: 1 }, 'features', { of: 'probabilities' }],
  ['a probability of the network', softmaxClassifierModel, { class: 0 }, 'features', { of: 'probabilities' }],
  ['a head that is not pooled globally', sigmoidClassifierModel, { top: 1 }, 'features'],
  ['a gated map', twoBranchModel, { top: 1 }, 'gated'],
  ['a map with negative values, and paths around it', twoBranchModel, { class: 1 }, 'sum'],
  ['a class of a segmentation', segmenterModel, { top: 1 }, 'decoded'],
  ['a class over a region', segmenterModel, { class: 1 }, 'decoded', { region: { mask } }],
  ['a class at a point', segmenterModel, { class: 2 }, 'joined', { region: { point: [1, 2] } }],
  ['one number of a segmentation', segmenterModel, { output: 'scores', index: [2, 1, 1] }, 'decoded'],
  ['a channel of an inner layer', segmenterModel, { layer: 'bottom', channel: 2 }, 'skip'],
];

const inputOf = (model: GraphModel, size: number, seed: number) =>
  normalTensor([size, ...(model.inputs[0]!.shape.slice(1) as number[])], seed);

describe.each(gradientCams)('%s against its definition', (_, method, definition) => {
  test.each(cases)('%s', async (_, create, target, layer, about = {}) => {
    const model = create();
    const input = inputOf(model, 2, 21);
    const options: CamOptions<Target> = { target, layer, ...about, upsampling: 'none' };
    const signed = (await method(model, input, { ...options, keepSign: true })).values;
    const rectified = (await method(model, input, options)).values;
    const expected: number[] = [];
    for (const row of [0, 1]) {
      const { A, G } = await featuresOf(model, rows(input, row, row + 1), target, layer, {
        of: 'logits',
        region: 'predicted',
        ...about,
      });
      expected.push(...definition(A, G));
    }
    // Both in double precision from the same float32 values, then one rounding.
    expect(distance(signed.data, expected)).toBeLessThan(1e-6);
    expect([...rectified.data]).toEqual([...signed.data].map((value) => Math.max(value, 0)));
  });
});

const pictures = normalTensor([2, 2, 6, 6], 3);

describe.each(gradientCams)('%s', (id, method) => {
  const targets: readonly Target[] = [{ class: 0 }, { top: 2 }, { contrast: [1, 2] }];

  test('several targets share the forward, and each comes out as alone', async () => {
    const alone: Attribution[] = [];
    for (const target of targets) alone.push(await method(classifierModel(), pictures, { target }));
    const model = classifierModel();
    expect(await method(model, pictures, { target: targets })).toEqual(alone);
    expect(model.counts).toMatchObject({ run: 0, vjp: 3, rows: { conv: 2 } });
  });

  test('a batch gives what its rows give alone, bit for bit', async () => {
    const input = normalTensor([3, 1, 4, 4], 3);
    const together = await method(twoBranchModel(), input);
    for (let row = 0; row < 3; row++) {
      const alone = await method(twoBranchModel(), rows(input, row, row + 1));
      expect(alone.values.data).toEqual(together.values.data.slice(row * 16, (row + 1) * 16));
      expect(alone.targets).toEqual([together.targets[row]]);
    }
  });

  test('the record says what was done', async () => {
    const { method: named, form, values, options, layer } = await method(classifierModel(), pictures);
    expect({ named, form, shape: values.shape }).toEqual({ named: id, form: 'map', shape: [2, 6, 6] });
    expect(layer!.name).toBe('features');
    expect(options).toMatchObject({
      target: 'top',
      of: 'logits',
      layer: 'auto',
      upsampling: 'bicubic',
      keepSign: false,
    });
  });
});
