import { featureLayer, findLogits, floatTensor, pooledHead } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { checkDirection, normalTensor } from '@pellucid/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TfjsModel } from '../src/index.js';
import { loadTfjsModel } from '../src/index.js';
import { floats, relativeError } from './helpers/compare.js';
import { artifactsOf, normal } from './helpers/keras.js';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

/** A residual block on a picture [8, 6, 3], a pool and a softmax. */
function classifier(): LayersModel {
  const image = input({ shape: [8, 6, 3], name: 'image' });
  const conv = (name: string, seed: number, activation: 'relu' | 'linear') =>
    layers.conv2d({ name, filters: 4, kernelSize: 3, padding: 'same', activation, kernelInitializer: normal(seed) });
  const first = conv('conv1', 1, 'relu').apply(image) as SymbolicTensor;
  const second = conv('conv2', 2, 'linear').apply(first) as SymbolicTensor;
  const sum = layers.add({ name: 'sum' }).apply([first, second]) as SymbolicTensor;
  const relu = layers.reLU({ name: 'relu' }).apply(sum) as SymbolicTensor;
  const pool = layers.globalAveragePooling2d({ name: 'pool' }).apply(relu) as SymbolicTensor;
  const scores = layers
    .dense({ name: 'scores', units: 5, activation: 'softmax', kernelInitializer: normal(3) })
    .apply(pool) as SymbolicTensor;
  return makeModel({ inputs: image, outputs: scores });
}

async function load(model: LayersModel): Promise<TfjsModel> {
  return loadTfjsModel(await artifactsOf(model), { engine: 'cpu' });
}

/** What TensorFlow.js itself makes of an input in core's layout. */
function predicted(model: LayersModel, { data, shape }: FloatTensor): Float32Array {
  return tf.tidy(() => {
    const given = tf.tensor(data, [...shape]);
    const stored = shape.length === 4 ? tf.transpose(given, [0, 2, 3, 1]) : given;
    const made = model.predict(stored) as tf.Tensor;
    return (made.rank === 4 ? tf.transpose(made, [0, 3, 1, 2]) : made).dataSync() as Float32Array;
  });
}

describe('running', () => {
  test('gives what TensorFlow.js gives, for any number of rows', async () => {
    const keras = classifier();
    const model = await load(keras);
    const image = normalTensor([3, 3, 8, 6], 1);
    const { scores } = await model.run({ image }, ['scores']);
    expect(scores!.shape).toEqual([3, 5]);
    expect(relativeError(floats(scores), predicted(keras, image))).toBeLessThan(1e-6);
  });

  test('core sees feature maps as [N, C, H, W]', async () => {
    const keras = classifier();
    const model = await load(keras);
    const image = normalTensor([2, 3, 8, 6], 1);
    const inner = makeModel({ inputs: keras.inputs, outputs: keras.getLayer('conv2').output });
    const { conv2 } = await model.run({ image }, ['conv2']);
    expect(conv2!.shape).toEqual([2, 4, 8, 6]);
    expect(conv2!.layout).toBe('nchw');
    expect(relativeError(floats(conv2), predicted(inner, image))).toBeLessThan(1e-6);
  });

  test('every tensor fed in place of being computed leads to the same scores', async () => {
    const model = await load(classifier());
    const image = normalTensor([2, 3, 8, 6], 1);
    const names = model.layers.map(({ name }) => name);
    const all = await model.run({ image }, names);
    for (const { name, shape } of model.layers) {
      expect(all[name]!.shape).toEqual(shape.map((side) => side ?? 2));
    }
    // conv2 is not among them: the sum has a way around it.
    for (const name of ['conv1/linear', 'conv1', 'sum', 'relu', 'pool', 'scores/linear', 'scores']) {
      const { scores } = await model.run({ [name]: all[name]! }, ['scores']);
      expect(floats(scores)).toEqual(floats(all['scores']));
    }
  });

  test('the values before a softmax inside a dense layer are there', async () => {
    const model = await load(classifier());
    const all = await model.run({ image: normalTensor([1, 3, 8, 6], 1) }, ['scores/linear', 'scores']);
    const exponentials = floats(all['scores/linear']).map(Math.exp);
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    expect(
      relativeError(
        floats(all['scores']),
        exponentials.map((value) => value / total),
      ),
    ).toBeLessThan(1e-6);
  });
});

describe('what core finds', () => {
  test('kinds, logits, feature layer and pooled head', async () => {
    const model = await load(classifier());
    expect(model.inputs).toEqual([{ name: 'image', dtype: 'float32', shape: [null, 3, 8, 6], layout: 'nhwc' }]);
    expect(model.outputs.map(({ name, shape }) => [name, shape])).toEqual([['scores', [null, 5]]]);
    expect(model.layers.map(({ name, kind, op, inputs }) => [name, kind, op, inputs])).toEqual([
      ['image', 'input', 'Input', []],
      ['conv1/linear', 'convolution', 'Conv2D', ['image']],
      ['conv1', 'activation', 'relu', ['conv1/linear']],
      ['conv2', 'convolution', 'Conv2D', ['conv1']],
      ['sum', 'add', 'Add', ['conv1', 'conv2']],
      ['relu', 'activation', 'ReLU', ['sum']],
      ['pool', 'global-average-pool', 'GlobalAveragePooling2D', ['relu']],
      ['scores/linear', 'dense', 'Dense', ['pool']],
      ['scores', 'softmax', 'softmax', ['scores/linear']],
    ]);
    expect(findLogits(model, 'scores')).toEqual({
      logits: 'scores/linear',
      probabilities: 'scores',
      squashing: 'softmax',
    });
    expect(featureLayer(model, 'scores/linear').name).toBe('relu');
    expect(pooledHead(model, 'image', 'scores/linear').feature.name).toBe('relu');
  });
});

describe('differentiating', () => {
  test.each(['image', 'conv1/linear', 'conv1', 'pool'])('at %s, as finite differences say', async (at) => {
    const model = await load(classifier());
    const image = normalTensor([2, 3, 8, 6], 2);
    const { error } = await checkDirection(model, { feeds: { image }, at, of: 'scores/linear', step: 0.001 });
    // The difference's own float32 rounding, at this step.
    expect(error).toBeLessThan(2e-3);
  });

  test('at several tensors, one behind another, from several cotangents, with values', async () => {
    const model = await load(classifier());
    const image = normalTensor([2, 3, 8, 6], 2);
    const cotangents = { 'scores/linear': normalTensor([2, 5], 3), conv2: normalTensor([2, 4, 8, 6], 4) };
    const both = await model.vjp({ image }, cotangents, ['image', 'relu', 'conv1'], { fetches: ['scores', 'conv1'] });
    const one = await model.vjp({ image }, { 'scores/linear': cotangents['scores/linear'] }, ['image', 'relu']);
    const other = await model.vjp({ image }, { conv2: cotangents.conv2 }, ['image', 'relu']);
    const sum = floats(one.gradients['image']).map((value, i) => value + floats(other.gradients['image'])[i]!);
    expect(relativeError(floats(both.gradients['image']), sum)).toBeLessThan(1e-6);
    expect(floats(both.gradients['relu'])).toEqual(floats(one.gradients['relu']));
    // Nothing leads from relu to conv2.
    expect(floats(other.gradients['relu']).every((value) => value === 0)).toBe(true);
    const plain = await model.run({ image }, ['scores', 'conv1']);
    expect(both.values).toEqual(plain);
    const fed = await model.vjp({ conv1: plain['conv1']! }, cotangents, ['conv1']);
    expect(relativeError(floats(fed.gradients['conv1']), floats(both.gradients['conv1']))).toBeLessThan(1e-6);
  });

  test('the gradient of a tensor at itself is its cotangent', async () => {
    const model = await load(classifier());
    const cotangent = normalTensor([2, 4, 8, 6], 2);
    for (const feeds of [{ image: normalTensor([2, 3, 8, 6], 2) }, { relu: cotangent }]) {
      const { gradients } = await model.vjp(feeds, { relu: cotangent }, ['relu']);
      expect(gradients).toEqual({ relu: cotangent });
    }
  });

  test('a cotangent at the k-th largest score of each row', async () => {
    const model = await load(classifier());
    const image = normalTensor([3, 3, 8, 6], 5);
    for (const top of [1, 2, 5]) {
      const ranked = await model.vjp({ image }, { 'scores/linear': { top } }, ['image'], {
        fetches: ['scores/linear'],
      });
      const scores = floats(ranked.values['scores/linear']);
      const oneHot = new Float32Array(15);
      for (let row = 0; row < 3; row++) {
        const own = [...scores.subarray(row * 5, row * 5 + 5)];
        oneHot[row * 5 + own.indexOf(own.toSorted((a, b) => b - a)[top - 1]!)] = 1;
      }
      const given = await model.vjp({ image }, { 'scores/linear': floatTensor(oneHot, [3, 5]) }, ['image']);
      expect(floats(ranked.gradients['image'])).toEqual(floats(given.gradients['image']));
    }
  });
});

describe('networks of networks', () => {
  test('nested models: their layers by path, and the same values', async () => {
    const features = sequential({ name: 'features' });
    features.add(layers.conv2d({ name: 'conv', inputShape: [6, 6, 3], filters: 2, kernelSize: 3, activation: 'relu' }));
    features.add(layers.globalAveragePooling2d({ name: 'pool' }));
    const head = sequential({ name: 'head' });
    head.add(layers.dense({ name: 'hidden', inputShape: [2], units: 4, activation: 'relu' }));
    head.add(layers.dense({ name: 'scores', units: 3, activation: 'softmax', useBias: false }));
    // As Teachable Machine builds its files.
    const machine = sequential({ name: 'machine' });
    machine.add(features);
    machine.add(head);
    const model = await load(machine);
    expect(model.layers.map(({ name }) => name)).toEqual([
      model.inputs[0]!.name,
      'features/conv/linear',
      'features/conv',
      'features/pool',
      'head/hidden_input',
      'head/hidden/linear',
      'head/hidden',
      'head/scores/linear',
      'head/scores',
      'head',
    ]);
    const image = normalTensor([2, 3, 6, 6], 1);
    const { head: scores } = await model.run({ [model.inputs[0]!.name]: image }, ['head']);
    expect(relativeError(floats(scores), predicted(machine, image))).toBeLessThan(1e-6);
    expect(findLogits(model, 'head').logits).toBe('head/scores/linear');
    expect(featureLayer(model, 'head/scores/linear').name).toBe('features/conv');
    const { error } = await checkDirection(model, {
      feeds: { [model.inputs[0]!.name]: image },
      at: 'features/pool',
      of: 'head/scores/linear',
      step: 0.001,
    });
    expect(error).toBeLessThan(2e-3);
  });

  test('a shared layer and a shared model, with several inputs', async () => {
    const tower = sequential({ name: 'tower' });
    tower.add(layers.dense({ name: 'embed', inputShape: [4], units: 3, activation: 'tanh' }));
    const [left, right] = [input({ shape: [4], name: 'left' }), input({ shape: [4], name: 'right' })];
    const shared = layers.dense({ name: 'shared', units: 4, activation: 'linear' });
    const both = [left, right].map((side) => tower.apply(shared.apply(side)) as SymbolicTensor);
    const joined = layers.concatenate({ name: 'joined' }).apply(both) as SymbolicTensor;
    const siamese = makeModel({ inputs: [left, right], outputs: joined });
    const model = await load(siamese);
    const names = model.layers.map(({ name }) => name);
    expect(names).toContain('shared@2');
    expect(names).toContain('tower@2/embed');
    const feeds = { left: normalTensor([2, 4], 1), right: normalTensor([2, 4], 2) };
    const { joined: values } = await model.run(feeds, ['joined']);
    const expected = tf.tidy(() => {
      const fed = [feeds.left, feeds.right].map(({ data }) => tf.tensor(data, [2, 4]));
      return (siamese.predict(fed) as tf.Tensor).dataSync() as Float32Array;
    });
    expect(relativeError(floats(values), expected)).toBeLessThan(1e-6);
    expect(model.layers.at(-1)!.placement).toEqual({ axis: 1, starts: [0, 3] });
    const { error } = await checkDirection(model, { feeds, at: 'right', of: 'joined', step: 0.001 });
    expect(error).toBeLessThan(2e-3);
  });

  test('masks go along with sequences', async () => {
    const text = sequential();
    text.add(layers.embedding({ name: 'embed', inputDim: 9, outputDim: 3, inputLength: 5, maskZero: true }));
    text.add(layers.lstm({ name: 'lstm', units: 4, recurrentInitializer: 'glorotNormal' }));
    text.add(layers.dense({ name: 'score', units: 1, activation: 'sigmoid' }));
    const model = await load(text);
    const tokens = floatTensor(Float32Array.from([3, 1, 4, 0, 0, 2, 7, 0, 0, 0]), [2, 5]);
    const name = model.inputs[0]!.name;
    const { score } = await model.run({ [name]: tokens }, ['score']);
    expect(relativeError(floats(score), predicted(text, tokens))).toBeLessThan(1e-6);
    const cut = floatTensor(Float32Array.from([3, 1, 4, 5, 5, 2, 7, 5, 5, 5]), [2, 5]);
    expect(floats((await model.run({ [name]: cut }, ['score']))['score'])).not.toEqual(floats(score));
    const top = { 'score/linear': { top: 1 } };
    const { gradients } = await model.vjp({ [name]: tokens }, top, ['embed']);
    expect(gradients['embed']!.shape).toEqual([2, 5, 3]);
    expect(floats(gradients['embed']).some((value) => value !== 0)).toBe(true);
    await expect(model.vjp({ [name]: tokens }, top, [name])).rejects.toMatchObject({
      code: 'gradient-unsupported',
      message: expect.stringContaining("'embed' (Embedding) only looks up") as string,
    });
  });
});
