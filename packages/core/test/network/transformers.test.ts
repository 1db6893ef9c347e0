import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/model.js';
import { featureLayer } from '../../src/network/feature-layer.js';
import { sketch } from './sketch.js';
import type { SketchedLayer } from './sketch.js';

/** 2 x 3 patches of an 8 x 12 picture as tokens, with others in front or behind. */
function embedding(before = 0, behind = 0): SketchedLayer[] {
  const count = 6 + before + behind;
  const tokens: SketchedLayer[] = [
    ['x', 'input', [], [3, 8, 12]],
    ['patches', 'convolution', ['x'], [16, 2, 3]],
    ['flat', 'shape', ['patches'], [16, 6]],
    ['tokens', 'shape', ['flat'], [6, 16], { permutation: [0, 2, 1] }],
  ];
  if (count > 6)
    tokens.push(['joined', 'concat', ['tokens'], [count, 16], { placement: { axis: 1, starts: [before] } }]);
  return [...tokens, ['block0', 'add', [tokens.at(-1)![0]], [count, 16]]];
}

/** Attention of one head and a dense block, each behind a normalization: from `block<i - 1>` to `block<i>`. */
function block(i: number, count: number): SketchedLayer[] {
  const [from, at] = [`block${i - 1}`, (name: string) => `${name}${i}`];
  return [
    [at('norm'), 'normalization', [from], [count, 16]],
    [at('qkv'), 'dense', [at('norm')], [count, 48]],
    ...['q', 'k', 'v'].map((name, part): SketchedLayer => [
      at(name),
      'other',
      [at('qkv')],
      [count, 16],
      { placement: { axis: 2, starts: [-16 * part] } },
    ]),
    [at('kT'), 'shape', [at('k')], [16, count], { permutation: [0, 2, 1] }],
    [at('scores'), 'dense', [at('q'), at('kT')], [count, count]],
    [at('weights'), 'softmax', [at('scores')], [count, count]],
    [at('mixed'), 'dense', [at('weights'), at('v')], [count, 16]],
    [at('attended'), 'add', [from, at('mixed')], [count, 16]],
    [at('norm2_'), 'normalization', [at('attended')], [count, 16]],
    [at('wide'), 'dense', [at('norm2_')], [count, 64]],
    [at('erf'), 'other', [at('wide')], [count, 64]],
    [at('gelu'), 'multiply', [at('wide'), at('erf')], [count, 64]],
    [at('narrow'), 'dense', [at('gelu')], [count, 16]],
    [at('block'), 'add', [at('attended'), at('narrow')], [count, 16]],
  ];
}

/** One token is read. */
const token = (from: string, at: number): SketchedLayer[] => [
  ['last', 'normalization', [from], [7, 16]],
  ['token', 'other', ['last'], [16], { placement: { axis: 1, starts: [-at] } }],
  ['logits', 'dense', ['token'], [10]],
];

const mean = (from: string, count: number): SketchedLayer[] => [
  ['last', 'normalization', [from], [count, 16]],
  ['mean', 'other', ['last'], [16]],
  ['logits', 'dense', ['mean'], [10]],
];

const chosen = (model: Model) => featureLayer(model, 'logits');

describe('a class token', () => {
  test('the normalization before the last attention: behind it, the positions reach the logits no more', () => {
    expect(chosen(sketch(...embedding(1), ...block(1, 7), ...block(2, 7), ...token('block2', 0)))).toEqual({
      name: 'norm2',
      grid: { kind: 'tokens', height: 2, width: 3, skip: 1 },
      reason:
        "the normalization before the last operation that mixes positions, behind which only class tokens reach 'logits': normalization of 16 channels at 2 x 3 tokens after 1 class token",
    });
  });

  test('behind the positions', () => {
    expect(chosen(sketch(...embedding(0, 1), ...block(1, 7), ...block(2, 7), ...token('block2', 6)))).toMatchObject({
      name: 'norm2',
      grid: { skip: 0 },
    });
  });

  test('a token that is a position is no class token', () => {
    for (const at of [1, 3, 6]) {
      const model = sketch(...embedding(1), ...block(1, 7), ...block(2, 7), ...token('block2', at));
      expect(chosen(model).name).toBe('block2');
    }
  });

  test('two of them, and registers', () => {
    const model = sketch(
      ...embedding(5),
      ...block(1, 11),
      ['last', 'normalization', ['block1'], [11, 16]],
      ['class', 'other', ['last'], [16], { placement: { axis: 1, starts: [0] } }],
      ['distilled', 'other', ['last'], [16], { placement: { axis: 1, starts: [-1] } }],
      ['a', 'dense', ['class'], [10]],
      ['b', 'dense', ['distilled'], [10]],
      ['logits', 'add', ['a', 'b'], [10]],
    );
    expect(chosen(model)).toMatchObject({
      name: 'norm1',
      grid: { skip: 5 },
      reason: expect.stringContaining('at 2 x 3 tokens after 5 class and register tokens'),
    });
  });

  test('beside the mean of the positions: the last block, which both see', () => {
    const model = sketch(
      ...embedding(1),
      ...block(1, 7),
      ['class', 'other', ['block1'], [16], { placement: { axis: 1, starts: [0] } }],
      ['patches1', 'other', ['block1'], [6, 16], { placement: { axis: 1, starts: [-1] } }],
      ['mean', 'other', ['patches1'], [16]],
      ['both', 'concat', ['class', 'mean'], [32]],
      ['logits', 'dense', ['both'], [10]],
    );
    expect(chosen(model).name).toBe('block1');
  });

  test('that joins late (class attention): the last block of positions', () => {
    const model = sketch(
      ...embedding(),
      ...block(1, 6),
      ['withClass', 'concat', ['block1'], [7, 16], { placement: { axis: 1, starts: [1] } }],
      ['normed', 'normalization', ['withClass'], [7, 16]],
      ['key', 'dense', ['normed'], [7, 16]],
      ['keyT', 'shape', ['key'], [16, 7], { permutation: [0, 2, 1] }],
      ['weights', 'dense', ['keyT'], [1, 7]],
      ['attended', 'dense', ['weights', 'normed'], [1, 16]],
      ['class', 'shape', ['attended'], [16]],
      ['logits', 'dense', ['class'], [10]],
    );
    expect(chosen(model)).toMatchObject({ name: 'withClass', grid: { skip: 1 } });
  });
});

describe('the mean of the tokens', () => {
  test('the output of the last block', () => {
    expect(chosen(sketch(...embedding(), ...block(1, 6), ...block(2, 6), ...mean('block2', 6)))).toEqual({
      name: 'block2',
      grid: { kind: 'tokens', height: 2, width: 3, skip: 0 },
      reason:
        "the last finished feature map that every path to 'logits' passes through: add of 16 channels at 2 x 3 tokens, before normalization",
    });
  });

  test('of the positions alone, after a class token that served the attention', () => {
    const model = sketch(
      ...embedding(1),
      ...block(1, 7),
      ['without', 'other', ['block1'], [6, 16], { placement: { axis: 1, starts: [-1] } }],
      ...mean('without', 6),
    );
    expect(chosen(model)).toMatchObject({ name: 'block1', grid: { skip: 1 } });
  });

  test('a bias is no finished map', () => {
    const model = sketch(
      ...embedding(),
      ...block(1, 6),
      ['head', 'dense', ['block1'], [6, 10]],
      ['biased', 'add', ['head'], [6, 10]],
      ['logits', 'other', ['biased'], [10]],
    );
    expect(chosen(model).name).toBe('block1');
  });

  test('as many tokens as positions, but none of them (queries that are constants): the tokens before', () => {
    const model = sketch(
      ...embedding(),
      ...block(1, 6),
      ['key', 'dense', ['block1'], [6, 16]],
      ['keyT', 'shape', ['key'], [16, 6], { permutation: [0, 2, 1] }],
      ['scores', 'dense', ['keyT'], [6, 6]],
      ['weights', 'softmax', ['scores'], [6, 6]],
      ['answers', 'dense', ['weights', 'block1'], [6, 16]],
      ['relu', 'activation', ['answers'], [6, 16]],
      ...mean('relu', 6),
    );
    expect(chosen(model).name).toBe('block1');
  });
});

describe('named by the caller', () => {
  const model = sketch(...embedding(1), ...block(1, 7), ...token('block1', 0));

  test('tokens are feature layers', () => {
    expect(featureLayer(model, 'logits', 'attended1')).toEqual({
      name: 'attended1',
      grid: { kind: 'tokens', height: 2, width: 3, skip: 1 },
      reason: 'chosen by the caller: add of 16 channels at 2 x 3 tokens after 1 class token',
    });
  });

  test('weights of attention are not', () => {
    expect(() => featureLayer(model, 'logits', 'kT1')).toThrow(
      "A feature layer has shape [N, channels, height, width], or [N, tokens, channels] made of such a map, but 'kT1' has [N, 16, 7].",
    );
  });
});

test('the last map of a signal', () => {
  const model = sketch(
    ['x', 'input', [], [1, 400]],
    ['conv', 'convolution', ['x'], [8, 100]],
    ['relu', 'activation', ['conv'], [8, 100]],
    ['pool', 'pool', ['relu'], [8, 25]],
    ['mean', 'global-average-pool', ['pool'], [8, 1]],
    ['flat', 'shape', ['mean'], [8]],
    ['logits', 'dense', ['flat'], [10]],
  );
  expect(chosen(model)).toMatchObject({ name: 'relu', grid: { kind: 'map', height: 1, width: 100 } });
});
