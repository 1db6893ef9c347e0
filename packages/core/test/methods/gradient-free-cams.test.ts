import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../src/attribution.js';
import { ablationCam } from '../../src/methods/cam/ablation-cam.js';
import { reciproCam } from '../../src/methods/cam/recipro-cam.js';
import { scoreCam } from '../../src/methods/cam/score-cam.js';
import type { Progress } from '../../src/progress.js';
import type { ObjectiveOptions } from '../../src/objective.js';
import type { Target } from '../../src/target.js';
import {
  classifierModel,
  segmenterModel,
  sigmoidClassifierModel,
  softmaxClassifierModel,
  twoBranchModel,
} from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import { rows } from '../../src/tensor.js';
import { distance } from './features.js';
import { ask, definitions, inputFor, recipro } from './gradient-free.js';

interface Case {
  readonly model: () => GraphModel;
  readonly target: Target;
  /** Asked for, or found and expected. */
  readonly layer: string;
  readonly auto?: true;
  readonly of?: 'logits' | 'probabilities';
  readonly region?: ObjectiveOptions['region'];
}

const cases: Record<string, Case> = {
  'the predicted class': { model: classifierModel, target: { top: 1 }, layer: 'features', auto: true },
  'a contrast': { model: classifierModel, target: { contrast: [0, 1] }, layer: 'features', auto: true },
  'a logit before a softmax': { model: softmaxClassifierModel, target: { class: 1 }, layer: 'features', of: 'logits' },
  'a probability': { model: softmaxClassifierModel, target: { class: 1 }, layer: 'features', of: 'probabilities' },
  'a head that is not a pool': { model: sigmoidClassifierModel, target: { top: 1 }, layer: 'features', auto: true },
  'a layer smaller than the input': { model: sigmoidClassifierModel, target: { top: 1 }, layer: 'pooled' },
  'a gated layer': { model: twoBranchModel, target: { class: 2 }, layer: 'gated', auto: true },
  'a layer that paths lead around': { model: twoBranchModel, target: { class: 2 }, layer: 'left' },
  'a layer that the input leads around': { model: segmenterModel, target: { class: 1 }, layer: 'bottom', of: 'logits' },
  'a segmentation': { model: segmenterModel, target: { top: 1 }, layer: 'decoded', auto: true, of: 'logits' },
  'a pixel of a segmentation': {
    model: segmenterModel,
    target: { class: 2 },
    layer: 'decoded',
    of: 'logits',
    region: { point: [1, 2] },
  },
  'a channel of an inner layer': {
    model: segmenterModel,
    target: { layer: 'bottom', channel: 0 },
    layer: 'skip',
    of: 'logits',
  },
};

describe.each(Object.entries(definitions))('%s, against its definition', (_, { explain, slow, of: usual }) => {
  test.each(Object.entries(cases))('%s', async (_, { model: make, target, layer, auto, of = usual, region }) => {
    const model = make();
    const input = inputFor(model);
    const options = { target, of, upsampling: 'none', keepSign: true, ...(region && { region }) } as const;
    const found = await explain(make(), input, auto ? options : { ...options, layer });
    expect(found.layer!.name).toBe(layer);
    const cells = found.values.data.length / 2;
    for (let row = 0; row < 2; row++) {
      const picture = rows(input, row, row + 1);
      const asked = await ask(model, picture, target, layer, { of, region: region ?? 'predicted' });
      const expected = await slow(asked, picture);
      expect(found.targets[row]!.score).toBeCloseTo(asked.y, 5);
      // Weights are differences of float32 scores.
      expect(distance(found.values.data.subarray(row * cells, (row + 1) * cells), expected)).toBeLessThan(2e-6);
    }
  });

  test('rectified at the end, unless it is a map of scores; then the size of the input', async () => {
    const model = sigmoidClassifierModel();
    const input = inputFor(model, 1);
    const options = { layer: 'pooled', of: 'logits' } as const;
    const signed = await explain(model, input, { ...options, upsampling: 'none', keepSign: true });
    const plain = await explain(model, input, { ...options, upsampling: 'none' });
    const rectified = explain === recipro ? signed.values.data : signed.values.data.map((value) => Math.max(0, value));
    expect(plain.values.data).toEqual(rectified);
    expect((await explain(model, input, options)).values.shape).toEqual([1, 6, 6]);
  });

  test('the batch size and the other rows change nothing, bit for bit', async () => {
    const options = { layer: 'left', target: { class: 1 }, keepSign: true, upsampling: 'none' } as const;
    const input = inputFor(twoBranchModel(), 3);
    const { values, targets } = await explain(twoBranchModel(), input, options);
    for (const batchSize of [1, 2, 3, 7, 100])
      expect((await explain(twoBranchModel(), input, { ...options, batchSize })).values).toEqual(values);
    const third = await explain(twoBranchModel(), rows(input, 2, 3), options);
    expect(third.values.data).toEqual(values.data.slice(32));
    expect(third.targets[0]).toEqual(targets[2]);
  });

  test('several targets share the runs, and each comes out as alone', async () => {
    const targets = [{ class: 0 }, { contrast: [1, 2] }, { top: 1 }] as const;
    const alone: Attribution[] = [];
    const input = inputFor(classifierModel());
    for (const target of targets) alone.push(await explain(classifierModel(), input, { target }));
    const [single, shared] = [classifierModel(), classifierModel()];
    await explain(single, input, { target: targets[0] });
    expect(await explain(shared, input, { target: targets })).toEqual(alone);
    expect(shared.counts).toEqual(single.counts);
  });

  test('of several layers, the mean; a layer that targets share is worked on once', async () => {
    const target = [{ class: 0 }, { class: 1 }] as const;
    const layers = ['sum', 'left'];
    const input = inputFor(twoBranchModel());
    const model = twoBranchModel();
    const together = await explain(model, input, { target, layer: layers });
    const [first, second] = [
      await explain(twoBranchModel(), input, { target, layer: layers[0]! }),
      await explain(twoBranchModel(), input, { target, layer: layers[1]! }),
    ];
    together.forEach(({ values, layer }, i) => {
      expect(layer!.name).toBe('sum, left');
      const mean = first[i]!.values.data.map((value, p) => (value + second[i]!.values.data[p]!) / 2);
      expect(distance(values.data, mean)).toBeLessThan(1e-6);
    });
  });

  test('progress over all rows and layers, and a signal between batches', async () => {
    const input = inputFor(twoBranchModel());
    const steps: Progress[] = [];
    const options = { layer: ['left', 'right'], batchSize: 2, target: { class: 0 } } as const;
    await explain(twoBranchModel(), input, { ...options, onProgress: (step) => steps.push(step) });
    const last = steps.at(-1)!;
    expect(last.done).toBe(last.total);
    expect(steps.every(({ done }, i) => i === 0 || done > steps[i - 1]!.done)).toBe(true);
    expect(new Set(steps.map(({ total, unit }) => `${total} ${unit}`)).size).toBe(1);
    expect(last.unit).toBe(explain === recipro ? 'positions' : 'channels');

    const model = twoBranchModel();
    const signal = { aborted: false, reason: 'enough' };
    const work = explain(model, input, { ...options, signal, onProgress: () => (signal.aborted = true) });
    await expect(work).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(model.counts.run).toBe(2);
  });

  test.each([
    [{ batchSize: 0 }, /'batchSize' should be 1 or more/],
    [{ upsampling: 'cubic' as 'bicubic' }, /'upsampling' should be one of/],
    [{ layer: 'logits' }, /A feature layer has shape/],
    [{ layer: [] }, /The list of layers is empty/],
  ])('%o is refused before work begins', async (options, message) => {
    const model = twoBranchModel();
    await expect(explain(model, inputFor(model), options)).rejects.toThrow(message);
    expect(model.counts.run).toBe(0);
  });
});

describe('the network behind the layer alone is run', () => {
  test('ablation-cam: once for each channel that is not zero, and once unchanged', async () => {
    const model = classifierModel();
    await ablationCam(model, inputFor(model), { target: { class: 0 }, batchSize: 3 });
    expect(model.counts).toEqual({
      // Five copies of two rows, three at a time.
      run: 1 + 2 * 2,
      vjp: 0,
      rows: { conv: 2, features: 2, pooled: 2 + 10, flat: 2 + 10, logits: 2 + 10 },
    });
  });

  test('recipro-cam: once for each position', async () => {
    const model = classifierModel();
    await reciproCam(model, inputFor(model), { batchSize: 16 });
    expect(model.counts).toMatchObject({ run: 1 + 2 * 3, rows: { conv: 2, features: 2, logits: 2 + 72 } });
  });

  test('what leads around the layer is fed, not computed again', async () => {
    const model = twoBranchModel();
    await ablationCam(model, inputFor(model, 1), { layer: 'left', target: { class: 0 } });
    const channels = 2;
    expect(model.counts.rows).toMatchObject({ stem: 1, conv: 1, right: 1, left: 1, joined: 1 + 1 + channels });
  });

  test('score-cam runs it all, once for each channel', async () => {
    const model = classifierModel();
    await scoreCam(model, inputFor(model), { target: { class: 0 }, batchSize: 3 });
    expect(model.counts).toMatchObject({ run: 1 + 2 * 2, vjp: 0, rows: { conv: 2 + 8, logits: 2 + 8 } });
  });

  test('inputs again, where what leads around does not have a row for each row', async () => {
    // [N, 2, 3] windows of [N, 6], a row each, would stand along the first axis.
    const usual = twoBranchModel();
    const input = inputFor(usual, 1);
    const options = { layer: 'left', target: { class: 0 }, upsampling: 'none' } as const;
    const { values } = await ablationCam(usual, input, options);
    const folded = twoBranchModel();
    const model = {
      ...folded,
      run: async (...[feeds, fetches, given]: Parameters<GraphModel['run']>) => {
        expect(feeds['right']).toBeUndefined();
        const fetched = await folded.run(feeds, fetches, given);
        const { right } = fetched;
        return right ? { ...fetched, right: { ...right, shape: [2, 1, 4, 4] } } : fetched;
      },
    };
    expect((await ablationCam(model, input, options)).values).toEqual(values);
    expect(folded.counts.rows).toMatchObject({ stem: 1 + 3, right: 1 + 3 });
  });
});
