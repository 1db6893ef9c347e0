import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { eigenCam } from '../../src/methods/cam/eigen-cam.js';
import type { RunnableModel } from '../../src/model.js';
import {
  classifierModel,
  normalTensor,
  segmenterModel,
  sigmoidClassifierModel,
  twoBranchModel,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { asFloat, rows } from '../../src/tensor.js';
import { centred, principal } from './cam-definitions.js';
import { channelsOf, distance, sum } from './features.js';

const pictures = normalTensor([2, 2, 6, 6], 3);

describe('against the definition, by the whole singular value decomposition', () => {
  test.each<[string, () => GraphModel, string]>([
    ['a classifier', classifierModel, 'features'],
    ['more channels than positions', sigmoidClassifierModel, 'pooled'],
    ['a map with negative values', twoBranchModel, 'sum'],
    ['a segmentation', segmenterModel, 'decoded'],
    ['fewer positions than channels', segmenterModel, 'bottom'],
  ])('%s', async (_, create, layer) => {
    const model = create();
    const input = normalTensor([2, ...(model.inputs[0]!.shape.slice(1) as number[])], 8);
    const features = asFloat((await model.run({ input }, [layer]))[layer], layer);
    for (const centre of [false, true]) {
      const { values } = await eigenCam(model, input, { layer, centre, keepSign: true, upsampling: 'none' });
      const expected = [0, 1].flatMap((row) => {
        const A = channelsOf(rows(features, row, row + 1));
        return principal(centre ? centred(A) : A);
      });
      expect(distance(values.data, expected)).toBeLessThan(1e-6);
      const rectified = await eigenCam(model, input, { layer, centre, upsampling: 'none' });
      expect([...rectified.values.data]).toEqual([...values.data].map((value) => Math.max(value, 0)));
    }
  });
});

test('behind a ReLU the map is nowhere negative; centred, it adds up to nothing', async () => {
  const options = { keepSign: true, upsampling: 'none' } as const;
  const plain = await eigenCam(classifierModel(), pictures, options);
  expect(Math.min(...plain.values.data)).toBeGreaterThanOrEqual(0);
  const { values } = await eigenCam(classifierModel(), pictures, { ...options, centre: true });
  expect(sum(values.data.slice(0, 36))).toBeCloseTo(0, 5);
  expect(Math.min(...values.data)).toBeLessThan(0);
});

test('one forward and no gradient, whatever the number of targets and layers', async () => {
  const model = twoBranchModel();
  const input = normalTensor([1, 1, 4, 4], 2);
  // A model that cannot be differentiated will do.
  const { vjp: _, ruleSets: __, ...runnable } = model;
  const maps = await eigenCam(runnable satisfies RunnableModel, input, {
    target: [{ class: 0 }, { class: 1 }, { contrast: [1, 2] }],
    layer: ['left', 'gated'],
  });
  expect(model.counts).toMatchObject({ run: 1, vjp: 0, rows: { stem: 1 } });
  expect(maps.map(({ targets }) => targets[0]!.target)).toEqual(['0', '1', '1-2']);
  expect(maps[1]!.values).toEqual(maps[0]!.values);
});

test('the target says which layer it is', async () => {
  const input = normalTensor([1, 1, 4, 4], 2);
  const [scores, inner] = (await eigenCam(segmenterModel(), input, {
    target: [{ class: 0 }, { layer: 'bottom', channel: 1 }],
  })) as [Attribution, Attribution];
  expect([scores.layer!.name, inner.layer!.name]).toEqual(['decoded', 'skip']);
});

test('a batch gives what its rows give alone, bit for bit', async () => {
  const input = normalTensor([3, 1, 4, 4], 3);
  const together = await eigenCam(twoBranchModel(), input);
  for (let row = 0; row < 3; row++) {
    const alone = await eigenCam(twoBranchModel(), rows(input, row, row + 1));
    expect(alone.values.data).toEqual(together.values.data.slice(row * 16, (row + 1) * 16));
    expect(alone.targets).toEqual([together.targets[row]]);
  }
});

test('the record says every option', async () => {
  const { method, form, layer, options, targets } = await eigenCam(classifierModel(), pictures);
  expect({ method, form, layer: layer!.name }).toEqual({ method: 'eigen-cam', form: 'map', layer: 'features' });
  expect(options).toEqual({
    target: 'top',
    of: 'logits',
    region: 'predicted',
    layer: 'auto',
    upsampling: 'bicubic',
    keepSign: false,
    centre: false,
  });
  expect(targets).toHaveLength(2);
});
