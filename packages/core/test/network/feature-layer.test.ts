import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/model.js';
import { featureLayer, named } from '../../src/network/feature-layer.js';
import { sketch } from './sketch.js';
import type { SketchedLayer } from './sketch.js';

const input: SketchedLayer = ['x', 'input', [], [3, 32, 32]];
const pooledHead = (from: string, channels: number): SketchedLayer[] => [
  ['pool', 'global-average-pool', [from], [channels, 1, 1]],
  ['flat', 'shape', ['pool'], [channels]],
  ['logits', 'dense', ['flat'], [10]],
];

const chosen = (model: Model, target = model.outputs[0]!.name): string => featureLayer(model, target).name;

describe('classifiers', () => {
  test('a chain: the last activation before the pool', () => {
    const model = sketch(
      input,
      ['conv1', 'convolution', ['x'], [8, 16, 16]],
      ['relu1', 'activation', ['conv1'], [8, 16, 16]],
      ['conv2', 'convolution', ['relu1'], [16, 8, 8]],
      ['norm2', 'normalization', ['conv2'], [16, 8, 8]],
      ['relu2', 'activation', ['norm2'], [16, 8, 8]],
      ...pooledHead('relu2', 16),
    );
    expect(named(featureLayer(model, 'logits'))).toEqual({
      name: 'relu2',
      reason:
        "the last feature map that every path to 'logits' passes through: activation of 16 channels at 8 x 8, before global-average-pool",
    });
  });

  test('residual: the activation behind the sum; without one, the sum', () => {
    const block: SketchedLayer[] = [
      input,
      ['stem', 'activation', ['x'], [8, 8, 8]],
      ['a', 'convolution', ['stem'], [8, 8, 8]],
      ['b', 'activation', ['a'], [8, 8, 8]],
      ['c', 'convolution', ['b'], [8, 8, 8]],
      ['sum', 'add', ['c', 'stem'], [8, 8, 8]],
    ];
    expect(chosen(sketch(...block, ['relu', 'activation', ['sum'], [8, 8, 8]], ...pooledHead('relu', 8)))).toBe('relu');
    expect(chosen(sketch(...block, ...pooledHead('sum', 8)))).toBe('sum');
    // A last normalization is no finished map.
    expect(chosen(sketch(...block, ['norm', 'normalization', ['sum'], [8, 8, 8]], ...pooledHead('norm', 8)))).toBe(
      'sum',
    );
  });

  test('a densely connected block: the concatenation', () => {
    const model = sketch(
      input,
      ['c1', 'convolution', ['x'], [4, 8, 8]],
      ['a1', 'activation', ['c1'], [4, 8, 8]],
      ['cat1', 'concat', ['c1', 'a1'], [8, 8, 8]],
      ['a2', 'activation', ['cat1'], [8, 8, 8]],
      ['cat2', 'concat', ['cat1', 'a2'], [16, 8, 8]],
      ...pooledHead('cat2', 16),
    );
    expect(chosen(model)).toBe('cat2');
  });

  test('squeeze and excitation: the gated map, not the one beside the gate', () => {
    const model = sketch(
      input,
      ['conv', 'convolution', ['x'], [8, 8, 8]],
      ['relu', 'activation', ['conv'], [8, 8, 8]],
      ['squeeze', 'global-average-pool', ['relu'], [8, 1, 1]],
      ['excite', 'convolution', ['squeeze'], [8, 1, 1]],
      ['gate', 'sigmoid', ['excite'], [8, 1, 1]],
      ['gated', 'multiply', ['relu', 'gate'], [8, 8, 8]],
      ...pooledHead('gated', 8),
    );
    expect(chosen(model)).toBe('gated');
  });

  test('a flattened head with dense layers: the last activation before the last pool', () => {
    const model = sketch(
      input,
      ['conv', 'convolution', ['x'], [8, 16, 16]],
      ['relu', 'activation', ['conv'], [8, 16, 16]],
      ['max', 'pool', ['relu'], [8, 8, 8]],
      ['flat', 'shape', ['max'], [512]],
      ['fc1', 'dense', ['flat'], [64]],
      ['fcRelu', 'activation', ['fc1'], [64]],
      ['logits', 'dense', ['fcRelu'], [10]],
    );
    expect(featureLayer(model, 'logits')).toMatchObject({
      name: 'relu',
      reason: expect.stringContaining('the last finished feature map'),
    });
  });

  test('a head that convolves to classes before it pools', () => {
    const head: SketchedLayer[] = [
      input,
      ['fire', 'concat', ['x'], [16, 8, 8]],
      ['classes', 'convolution', ['fire'], [10, 8, 8]],
    ];
    const withRelu = sketch(
      ...head,
      ['relu', 'activation', ['classes'], [10, 8, 8]],
      ['logits', 'global-average-pool', ['relu'], [10, 1, 1]],
    );
    expect(chosen(withRelu)).toBe('relu');
    expect(chosen(sketch(...head, ['logits', 'global-average-pool', ['classes'], [10, 1, 1]]))).toBe('fire');
  });

  test('activations behind the pool are no maps', () => {
    const model = sketch(
      input,
      ['conv', 'convolution', ['x'], [8, 8, 8]],
      ['swish', 'activation', ['conv'], [8, 8, 8]],
      ['pool', 'global-average-pool', ['swish'], [8, 1, 1]],
      ['dense', 'convolution', ['pool'], [16, 1, 1]],
      ['last', 'activation', ['dense'], [16, 1, 1]],
      ['logits', 'convolution', ['last'], [10, 1, 1]],
    );
    expect(chosen(model)).toBe('swish');
  });

  test('only convolutions: the last of them', () => {
    expect(
      chosen(
        sketch(
          input,
          ['a', 'convolution', ['x'], [4, 8, 8]],
          ['b', 'convolution', ['a'], [8, 4, 4]],
          ...pooledHead('b', 8),
        ),
      ),
    ).toBe('b');
  });

  test('an auxiliary head does not matter to the main one', () => {
    const model = sketch(
      input,
      ['low', 'activation', ['x'], [4, 16, 16]],
      ['aux', 'dense', ['low'], [10]],
      ['high', 'activation', ['low'], [8, 8, 8]],
      ...pooledHead('high', 8),
    );
    expect(chosen(model)).toBe('high');
    expect(chosen(model, 'aux')).toBe('low');
  });
});

describe('spatial outputs', () => {
  const encoder: SketchedLayer[] = [
    input,
    ['skip', 'activation', ['x'], [8, 32, 32]],
    ['down', 'activation', ['skip'], [16, 8, 8]],
  ];

  test('a U-Net: the last decoder map, before the convolution to classes', () => {
    const model = sketch(
      ...encoder,
      ['up', 'resize', ['down'], [16, 32, 32]],
      ['joined', 'concat', ['skip', 'up'], [24, 32, 32]],
      ['decoded', 'activation', ['joined'], [8, 32, 32]],
      ['scores', 'convolution', ['decoded'], [5, 32, 32]],
    );
    expect(chosen(model)).toBe('decoded');
    // The bottleneck is on one of the paths only.
    expect(() => featureLayer(model, 'scores', 'down')).not.toThrow();
  });

  test('scores that are up-sampled at the end: the map before the scores', () => {
    const model = sketch(
      ...encoder,
      ['small', 'convolution', ['down'], [5, 8, 8]],
      ['scores', 'resize', ['small'], [5, 32, 32]],
    );
    expect(chosen(model)).toBe('down');
  });

  test('scores of two sizes that are added up and resized: the map before both', () => {
    const model = sketch(
      ...encoder,
      ['fine', 'convolution', ['down'], [5, 8, 8]],
      ['coarse', 'convolution', ['down'], [5, 8, 8]],
      ['both', 'add', ['fine', 'coarse'], [5, 8, 8]],
      ['scores', 'resize', ['both'], [5, 32, 32]],
    );
    expect(chosen(model)).toBe('down');
  });

  test('the sum of coarse scores and finer ones, made of shallow features: the map behind the coarse', () => {
    const skipped: SketchedLayer[] = [
      ...encoder,
      ['deep', 'activation', ['down'], [32, 4, 4]],
      ['coarse', 'convolution', ['deep'], [5, 4, 4]],
      ['up', 'resize', ['coarse'], [5, 8, 8]],
      ['fine', 'convolution', ['down'], [5, 8, 8]],
      ['sum', 'add', ['fine', 'up'], [5, 8, 8]],
    ];
    const layer = featureLayer(sketch(...skipped, ['scores', 'resize', ['sum'], [5, 32, 32]]), 'scores');
    expect(layer).toMatchObject({ name: 'deep', reason: expect.stringContaining("every path to 'up'") });
    const three: SketchedLayer[] = [
      ...skipped,
      ['finest', 'convolution', ['skip'], [5, 32, 32]],
      ['sumUp', 'resize', ['sum'], [5, 32, 32]],
      ['scores', 'add', ['sumUp', 'finest'], [5, 32, 32]],
    ];
    expect(chosen(sketch(...three))).toBe('deep');
    // A sum inside the network is a target like any other.
    expect(chosen(sketch(...three), 'sum')).toBe('down');
  });

  test('boxes from maps of several sizes: the last map that all of them see', () => {
    const model = sketch(
      input,
      ['stem', 'activation', ['x'], [8, 16, 16]],
      ['c3', 'activation', ['stem'], [16, 8, 8]],
      ['c4', 'activation', ['c3'], [32, 4, 4]],
      ['boxes3', 'shape', ['c3'], [6, 64]],
      ['boxes4', 'shape', ['c4'], [6, 16]],
      ['boxes', 'concat', ['boxes3', 'boxes4'], [6, 80]],
    );
    expect(chosen(model)).toBe('c3');
  });

  test('a channel of an inner layer: the map before it', () => {
    const model = sketch(
      input,
      ['a', 'activation', ['x'], [8, 8, 8]],
      ['b', 'convolution', ['a'], [8, 8, 8]],
      ['sum', 'add', ['a', 'b'], [8, 8, 8]],
      ...pooledHead('sum', 8),
    );
    expect(chosen(model, 'sum')).toBe('a');
    expect(chosen(model, 'b')).toBe('a');
  });
});

describe('what cannot be', () => {
  test('a network without feature maps', () => {
    const model = sketch(
      ['x', 'input', [], [8]],
      ['hidden', 'activation', ['x'], [4]],
      ['y', 'dense', ['hidden'], [2]],
    );
    expect(() => featureLayer(model, 'y')).toThrow(expect.objectContaining({ code: 'model-unsupported' }));
  });

  test('a tensor of rank 4 that is not known to be a picture', () => {
    const plain = sketch(
      input,
      ['attention', 'activation', ['x'], [8, 16, 16]],
      ['logits', 'dense', ['attention'], [2]],
    );
    const model = {
      ...plain,
      layers: plain.layers.map((layer) => (layer.name === 'attention' ? { ...layer, layout: null } : layer)),
    };
    expect(() => featureLayer(model, 'logits')).toThrow(expect.objectContaining({ code: 'model-unsupported' }));
  });

  const model = sketch(
    input,
    ['first', 'activation', ['x'], [8, 8, 8]],
    ['second', 'activation', ['first'], [8, 8, 8]],
    ...pooledHead('second', 8),
  );

  test('the named layer, where there is one', () => {
    expect(named(featureLayer(model, 'logits', 'first'))).toEqual({
      name: 'first',
      reason: 'chosen by the caller: activation of 8 channels at 8 x 8',
    });
  });

  test('an unknown name, with the nearest', () => {
    expect(() => featureLayer(model, 'logits', 'frist')).toThrow(/no layer 'frist'. Did you mean 'first'\?/);
  });

  test('a vector', () => {
    expect(() => featureLayer(model, 'logits', 'flat')).toThrow(/\[N, channels, height, width\].*'flat' has \[N, 8\]/);
  });

  test('a layer behind the target', () => {
    expect(() => featureLayer(model, 'first', 'second')).toThrow("'second' does not lead to 'first'");
  });
});
