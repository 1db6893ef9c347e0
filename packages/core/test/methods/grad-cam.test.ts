import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { upsample } from '../../src/image/upsample.js';
import { gradCam } from '../../src/methods/cam/grad-cam.js';
import type { DifferentiableModel } from '../../src/model.js';
import { objectiveOf } from '../../src/objective.js';
import type { Target } from '../../src/target.js';
import {
  classifierModel,
  classifierWeights,
  normalTensor,
  segmenterModel,
  sigmoidClassifierModel,
  softmaxClassifierModel,
  twoBranchModel,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { asFloat, rows } from '../../src/tensor.js';
import type { FloatTensor } from '../../src/tensor.js';

/** relu(sum_k mean(G_k) A_k) of one row, with G by central differences of the target's score. */
async function slowGradCam(
  model: DifferentiableModel,
  row: FloatTensor,
  target: Target,
  layer: string,
  of: 'logits' | 'probabilities',
): Promise<number[]> {
  const objective = objectiveOf(model, target, { of, region: 'predicted' });
  const { [objective.tensor]: values, [layer]: fetched } = await model.run({ input: row }, [objective.tensor, layer]);
  const aim = objective.aim(asFloat(values, objective.tensor));
  const activation = asFloat(fetched, layer);
  const [, channels, height, width] = activation.shape as [number, number, number, number];
  const cells = height * width;
  // A step over all positions of a channel at once: its derivative is the sum of G_k.
  const sums = await Promise.all(
    Array.from({ length: channels }, async (_, k) => {
      const moved = async (distance: number): Promise<number> => {
        const data = activation.data.map((value, i) => (Math.floor(i / cells) === k ? value + distance : value));
        const head = await model.run({ input: row, [layer]: { ...activation, data } }, [objective.tensor]);
        return aim.scores(asFloat(head[objective.tensor], objective.tensor), 0)[0]!;
      };
      return ((await moved(0.01)) - (await moved(-0.01))) / 0.02;
    }),
  );
  return Array.from({ length: cells }, (_, p) =>
    Math.max(
      0,
      sums.reduce((total, sum, k) => total + (sum / cells) * activation.data[k * cells + p]!, 0),
    ),
  );
}

// Central differences of float32 scores over a step of 0.01 are good to 1e-4; no maximum changes within the step.
const digits = 3;

const cases: [string, GraphModel, Target, string, 'logits' | 'probabilities'][] = [
  ['the predicted class', classifierModel(), { top: 1 }, 'features', 'logits'],
  ['a class', classifierModel(), { class: 2 }, 'features', 'logits'],
  ['a contrast', classifierModel(), { contrast: [0, 1] }, 'features', 'logits'],
  ['a probability made on the host', classifierModel(), { class: 1 }, 'features', 'probabilities'],
  ['a probability of the network', softmaxClassifierModel(), { class: 0 }, 'features', 'probabilities'],
  ['the logit of a network that ends in a sigmoid', sigmoidClassifierModel(), { top: 1 }, 'features', 'logits'],
  ['a gated map', twoBranchModel(), { top: 1 }, 'gated', 'logits'],
  ['a class of a segmentation', segmenterModel(), { top: 1 }, 'decoded', 'logits'],
  ['one number of a segmentation', segmenterModel(), { output: 'scores', index: [0, 1, 2] }, 'decoded', 'logits'],
  ['a channel of an inner layer', segmenterModel(), { layer: 'bottom', channel: 0 }, 'skip', 'logits'],
];

describe('against the definition, with the gradient by differences', () => {
  test.each(cases)('%s', async (_, model, target, layer, of) => {
    const [, ...shape] = model.inputs[0]!.shape as number[];
    const input = normalTensor([2, ...shape], 21);
    const found = await gradCam(model, input, { target, of, upsampling: 'none' });
    expect(found.layer!.name).toBe(layer);
    const cells = found.values.data.length / 2;
    let largest = 0;
    for (let row = 0; row < 2; row++) {
      const slow = await slowGradCam(model, rows(input, row, row + 1), target, layer, of);
      slow.forEach((value, p) => expect(found.values.data[row * cells + p]).toBeCloseTo(value, digits));
      largest = Math.max(largest, ...slow);
    }
    expect(largest).toBeGreaterThan(10 ** -(digits - 1));
  });
});

const pictures = normalTensor([2, 2, 6, 6], 3);

test('for pool and dense layer, exactly sum_k w_k A_k / (h w), rectified', async () => {
  const model = classifierModel();
  const { features } = await model.run({ input: pictures }, ['features']);
  const { values } = await gradCam(model, pictures, { target: { class: 1 }, upsampling: 'none' });
  expect(values.shape).toEqual([2, 6, 6]);
  values.data.forEach((value, i) => {
    const at = (k: number): number => features!.data[(Math.floor(i / 36) * 4 + k) * 36 + (i % 36)] as number;
    const sum = [0, 1, 2, 3].reduce((total, k) => total + classifierWeights.dense[4 + k]! * at(k), 0);
    expect(value).toBeCloseTo(Math.max(0, sum) / 36, 6);
  });
});

test('keepSign leaves out the ReLU; up-sampling comes after it', async () => {
  const model = sigmoidClassifierModel();
  const input = normalTensor([1, 1, 6, 6], 4);
  const signed = await gradCam(model, input, { keepSign: true, upsampling: 'none', layer: 'pooled' });
  expect(signed.values.shape).toEqual([1, 3, 3]);
  expect(Math.min(...signed.values.data)).toBeLessThan(0);
  const plain = await gradCam(model, input, { upsampling: 'none', layer: 'pooled' });
  expect([...plain.values.data]).toEqual([...signed.values.data].map((value) => Math.max(value, 0)));
  for (const upsampling of ['bicubic', 'bilinear', 'nearest'] as const) {
    const { values } = await gradCam(model, input, { upsampling, layer: 'pooled' });
    expect(values).toEqual(upsample(plain.values, 6, 6, upsampling));
  }
  expect((await gradCam(model, input, { layer: 'pooled' })).values.shape).toEqual([1, 6, 6]);
});

describe('several targets', () => {
  const targets: readonly Target[] = [{ class: 0 }, { top: 2 }, { contrast: [1, 2] }];

  test.each(['logits', 'probabilities'] as const)('share one forward up to the feature layer: %s', async (of) => {
    const alone: Attribution[] = [];
    for (const target of targets) alone.push(await gradCam(classifierModel(), pictures, { target, of }));
    const model = classifierModel();
    expect(await gradCam(model, pictures, { target: targets, of })).toEqual(alone);
    expect(model.counts.rows['conv']).toBe(2);
    expect(model.counts.vjp).toBe(3);
    // A cotangent that depends on values costs one forward for all targets.
    expect(model.counts.run).toBe(of === 'logits' ? 0 : 1);
  });

  test('a segmentation runs its body once, whatever the cotangent', async () => {
    const model = segmenterModel();
    await gradCam(model, normalTensor([1, 1, 4, 4], 3), { target: [{ top: 1 }, { top: 2 }] });
    expect(model.counts.rows['encoder']).toBe(1);
  });

  test('paths around a layer that the caller chose are kept', async () => {
    const input = normalTensor([1, 1, 4, 4], 3);
    const targets = [{ class: 0 }, { class: 1 }] as const;
    const together = await gradCam(twoBranchModel(), input, { target: targets, layer: 'left', keepSign: true });
    const alone = await gradCam(twoBranchModel(), input, { target: targets[1], layer: 'left', keepSign: true });
    expect(together[1]).toEqual(alone);
  });
});

test('a contrast is the difference of its classes before the ReLU', async () => {
  const [first, second, contrast] = (await gradCam(classifierModel(), pictures, {
    target: [{ class: 2 }, { class: 0 }, { contrast: [2, 0] }],
    keepSign: true,
  })) as [Attribution, Attribution, Attribution];
  contrast.values.data.forEach((value, p) =>
    expect(value).toBeCloseTo(first.values.data[p]! - second.values.data[p]!, 6),
  );
});

test('the batch does not change the result, bit for bit', async () => {
  const both = await gradCam(twoBranchModel(), normalTensor([3, 1, 4, 4], 3));
  for (let row = 0; row < 3; row++) {
    const one = await gradCam(twoBranchModel(), rows(normalTensor([3, 1, 4, 4], 3), row, row + 1));
    expect(one.values.data).toEqual(both.values.data.slice(row * 16, (row + 1) * 16));
    expect(one.targets).toEqual([both.targets[row]]);
  }
});

test('the record says every option, the layer and why', async () => {
  const { method, form, options, layer, targets } = await gradCam(classifierModel(), rows(pictures, 0, 1));
  expect({ method, form }).toEqual({ method: 'grad-cam', form: 'map' });
  expect(options).toEqual({
    target: 'top',
    of: 'logits',
    region: 'predicted',
    layer: 'auto',
    upsampling: 'bicubic',
    keepSign: false,
  });
  expect(layer).toEqual({ name: 'features', reason: expect.stringContaining('every path') });
  expect(targets).toEqual([
    { target: 'top', index: expect.any(Number), score: expect.any(Number), quantity: 'logit', tensor: 'logits' },
  ]);
});
