import { describe, expect, test } from 'vitest';
import { activations } from '../../src/methods/activation/activations.js';
import { classifierModel, normalTensor, segmenterModel, softmaxClassifierModel } from '../../src/testing/index.js';

const pictures = normalTensor([2, 2, 6, 6], 3);

describe('activations', () => {
  test('the feature layer of the scores, as it is', async () => {
    const model = softmaxClassifierModel();
    const { features } = await model.run({ input: pictures }, ['features']);
    const found = await activations(model, pictures);
    expect(found).toEqual({
      method: 'activations',
      form: 'activation',
      values: features,
      targets: [],
      layer: { name: 'features', reason: expect.stringContaining('every path') },
      options: { layer: 'auto' },
      checks: {},
      notes: [],
    });
    expect(model.counts.rows['flat']).toBeUndefined();
  });

  test('any layer by name, vectors too', async () => {
    const model = classifierModel();
    const { values, layer, options } = await activations(model, pictures, { layer: 'flat' });
    expect(values.shape).toEqual([2, 4]);
    expect(layer).toEqual({ name: 'flat', reason: 'chosen by the caller' });
    expect(options).toEqual({ layer: 'flat' });
  });

  test('a network whose outputs are no classes needs none', async () => {
    const model = segmenterModel();
    const detector = {
      ...model,
      outputs: [{ name: 'decoded', dtype: 'float32', shape: [null, 3, 16], layout: null } as const],
    };
    expect((await activations(detector, normalTensor([1, 1, 4, 4]))).layer!.name).toBe('joined');
  });

  test('an unknown layer, with the nearest', async () => {
    const model = classifierModel();
    const work = activations(model, pictures, { layer: 'feature' });
    await expect(work).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining("Did you mean 'features'?"),
    });
    expect(model.counts.run).toBe(0);
  });

  test('a layer without a batch', async () => {
    const model = classifierModel();
    const odd = { ...model, run: async () => ({ features: normalTensor([1, 4, 6, 6]) }) };
    await expect(activations(odd, pictures)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('no axis for the batch'),
    });
  });
});
