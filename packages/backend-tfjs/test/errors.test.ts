import { floatTensor } from '@pellucid/core';
import { normalTensor } from '@pellucid/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TfjsArtifacts, TfjsModel } from '../src/index.js';
import { loadTfjsModel, weightPaths } from '../src/index.js';
import { float, graphArtifacts, placeholder, text } from './helpers/graph.js';
import { artifactsOf } from './helpers/keras.js';

let artifacts: TfjsArtifacts;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const network = sequential({ name: 'net' });
  network.add(layers.conv2d({ name: 'conv', inputShape: [5, 5, 3], filters: 2, kernelSize: 3, activation: 'elu' }));
  network.add(layers.flatten({ name: 'flat' }));
  network.add(layers.dense({ name: 'scores', units: 4 }));
  artifacts = await artifactsOf(network);
});

const load = (): Promise<TfjsModel> => loadTfjsModel(artifacts, { engine: 'cpu' });
const image = normalTensor([1, 3, 5, 5], 1);

function changed(change: (json: Record<string, never>) => void): TfjsArtifacts {
  const model = structuredClone(artifacts.model) as Record<string, never>;
  change(model);
  return { ...artifacts, model };
}

describe('files', () => {
  test.each([
    ['no object', { ...({} as object), model: 'text' }, 'model-invalid', 'modelTopology'],
    ['no topology', { model: { weightsManifest: [] } }, 'model-invalid', 'modelTopology'],
    ['another format', { model: { format: 'onnx', modelTopology: {} } }, 'model-unsupported', 'onnx'],
    ['a damaged manifest', { model: { modelTopology: {}, weightsManifest: [{}] } }, 'model-invalid', 'weightsManifest'],
  ] as const)('%s', async (_, wrong, code, words) => {
    const given = { weights: new Uint8Array(), ...wrong } as TfjsArtifacts;
    await expect(loadTfjsModel(given, { engine: 'cpu' })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });

  test('missing weights', async () => {
    const weights = (artifacts.weights as Uint8Array).slice(4);
    await expect(loadTfjsModel({ ...artifacts, weights }, { engine: 'cpu' })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/take \d+ bytes, but \d+ came/) as string,
    });
  });

  test('weights that the manifest leaves out', async () => {
    const wrong = changed((json) => {
      const [group] = json['weightsManifest'] as unknown as { weights: unknown[] }[];
      group!.weights = group!.weights.slice(1);
    });
    await expect(loadTfjsModel(wrong, { engine: 'cpu' })).rejects.toMatchObject({ code: 'model-invalid' });
  });

  test('a layer that TensorFlow.js does not know', async () => {
    const wrong = changed((json) => {
      const { config } = json['modelTopology'] as unknown as { config: { layers: { class_name: string }[] } };
      config.layers[1]!.class_name = 'Wizardry';
    });
    await expect(loadTfjsModel(wrong, { engine: 'cpu' })).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('Wizardry') as string,
    });
  });

  test('a graph that reads what is not there', async () => {
    const graph = graphArtifacts({}, [placeholder('x', [-1, 2]), { name: 'y', op: 'Relu', input: ['z'] }]);
    await expect(loadTfjsModel(graph, { engine: 'cpu' })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining("'z'") as string,
    });
  });

  test('weights outside the folder', () => {
    const json = { modelTopology: {}, weightsManifest: [{ paths: ['../secret.bin'], weights: [] }] };
    expect(() => weightPaths(json)).toThrow(/own folder/);
    expect(weightPaths(artifacts.model)).toEqual(['weights.bin']);
  });

  test('a size for an input that there is not', async () => {
    await expect(
      loadTfjsModel(artifacts, { engine: 'cpu', inputShapes: { picture: [1, 3, 5, 5] } }),
    ).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining("'picture'") as string });
  });
});

describe('calls', () => {
  test('an unknown tensor gets the nearest name', async () => {
    await expect((await load()).run({ conv_input: image }, ['score'])).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining("Did you mean 'scores'?") as string,
    });
  });

  test('a wrong shape', async () => {
    const wrong = floatTensor(new Float32Array(12), [1, 3, 2, 2]);
    await expect((await load()).run({ conv_input: wrong }, ['scores'])).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('[N, 3, 5, 5]') as string,
    });
  });

  test('an input that is needed and not fed', async () => {
    const model = await load();
    await expect(model.run({ flat: normalTensor([1, 18]) }, ['conv'])).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining("depends on the input 'conv_input'") as string,
    });
  });

  test('a rank beyond the number of classes, and of what is no row of scores', async () => {
    const model = await load();
    const call = (tensor: string) => model.vjp({ conv_input: image }, { [tensor]: { top: 5 } }, ['conv_input']);
    await expect(call('scores')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('from 1 to 4') as string,
    });
    await expect(call('conv')).rejects.toMatchObject({ code: 'usage' });
  });

  test('rule sets for a network without rectifiers', async () => {
    const model = await load();
    await expect(
      model.vjp({ conv_input: image }, { scores: { top: 1 } }, ['conv_input'], { rules: 'guided-backprop' }),
    ).rejects.toMatchObject({ code: 'model-unsupported' });
  });

  test('a signal that has fired', async () => {
    const model = await load();
    await expect(model.run({ conv_input: image }, ['scores'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  test('after dispose', async () => {
    const model = await load();
    await model.dispose();
    await model.dispose();
    await expect(model.run({ conv_input: image }, ['scores'])).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('memory', () => {
  test('the number of tensors is the same before and after everything', async () => {
    await load();
    const before = tf.memory().numTensors;
    const model = await load();
    const held = tf.memory().numTensors;
    expect(held).toBeGreaterThan(before);
    const feeds = { conv_input: image };
    const all = model.layers.map(({ name }) => name);
    await model.run(feeds, all);
    await model.run({ flat: normalTensor([2, 18]) }, ['flat', 'scores']);
    await model.vjp(feeds, { scores: { top: 2 } }, ['conv_input', 'conv', 'flat'], { fetches: all });
    await model.vjp(feeds, { conv: normalTensor([1, 2, 3, 3]) }, ['scores', 'conv_input']);
    expect(tf.memory().numTensors).toBe(held);
    await expect(model.run(feeds, ['nothing'])).rejects.toThrow();
    await expect(model.run(feeds, ['scores'], { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(held);
    await model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('nor does a gradient leave any that TensorFlow.js does not have', async () => {
    // Projective transforms have none.
    const shift = [1, 0, 1, 0, 1, 0, 0, 0];
    const graph = graphArtifacts(
      {
        shift: { shape: [1, 8], values: shift },
        size: { shape: [2], values: [4, 4], dtype: 'int32' },
        fill: { shape: [], values: [0] },
      },
      [
        placeholder('x', [-1, 4, 4, 3]),
        { name: 'exp', op: 'Exp', input: ['x'], attr: { T: float } },
        { name: 'bits', op: 'Atan', input: ['exp'], attr: { T: float } },
        {
          name: 'y',
          op: 'ImageProjectiveTransformV3',
          input: ['bits', 'shift', 'size', 'fill'],
          attr: { interpolation: text('BILINEAR'), fill_mode: text('CONSTANT') },
        },
      ],
    );
    const model = await loadTfjsModel(graph, { engine: 'cpu' });
    const held = tf.memory().numTensors;
    const x = normalTensor([2, 3, 4, 4], 1);
    await expect(model.vjp({ x }, { y: x }, ['x', 'bits'])).rejects.toMatchObject({
      code: 'gradient-unsupported',
      message: expect.stringContaining("Transform, of which 'y' is made") as string,
    });
    expect(tf.memory().numTensors).toBe(held);
    const { y } = await model.run({ x }, ['y']);
    expect(y!.shape).toEqual([2, 3, 4, 4]);
    expect(tf.memory().numTensors).toBe(held);
  });
});
