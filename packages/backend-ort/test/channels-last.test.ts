import { createRandom, floatTensor } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { describe, expect, test } from 'vitest';
import type { OrtModel } from '../src/index.js';
import { constantFromFloats, constantFromInts } from '../src/onnx/constant.js';
import type { ConstantTensor, Graph, GraphNode } from '../src/onnx/graph.js';
import { relativeError, tolerance } from './helpers/compare.js';
import { floatsIn, quartersConstant, tensorOf } from './helpers/floats.js';
import { withModel } from './helpers/with-model.js';
import { graphOf, node, value } from './onnx/support.js';

const random = createRandom(3);
const [height, width, channels] = [5, 6, 4];

const weights: readonly ConstantTensor[] = [
  quartersConstant('w', [channels, 3, 3, 3], random),
  quartersConstant('depthwise', [channels, 1, 3, 3], random),
  quartersConstant('scale', [channels], random),
  quartersConstant('bias', [channels], random),
  quartersConstant('dense', [channels, 2 * channels], random),
  quartersConstant('head', [2 * channels, 3], random),
];

/** A convolution, a block that normalises and maps the channels (last), a convolution, the mean over positions, scores. */
function network(isChannelsLast: boolean): Graph {
  const toFirst = (from: string, to: string) => node('Transpose', [from], [to], { perm: [0, 3, 1, 2] });
  const toLast = (from: string, to: string) => node('Transpose', [from], [to], { perm: [0, 2, 3, 1] });
  const pads = { pads: [1, 1, 1, 1] };
  const block: GraphNode[] = [
    node('LayerNormalization', ['block', 'scale', 'bias'], ['normal']),
    node('Add', ['normal', 'block'], ['sum']),
    node('MatMul', ['sum', 'dense'], ['wide']),
    node('Tanh', ['wide'], ['tanh']),
  ];
  const nodes = isChannelsLast
    ? [
        toFirst('x', 'picture'),
        node('Conv', ['picture', 'w'], ['c1'], pads),
        node('Tanh', ['c1'], ['map']),
        toLast('map', 'block'),
        ...block,
        node('ReduceMean', ['tanh'], ['mean'], { axes: [1, 2], keepdims: 0 }),
      ]
    : [
        node('Conv', ['x', 'w'], ['c1'], pads),
        node('Tanh', ['c1'], ['map']),
        toLast('map', 'block'),
        ...block,
        toFirst('tanh', 'tanhFirst'),
        node('ReduceMean', ['tanhFirst'], ['mean'], { axes: [2, 3], keepdims: 0 }),
      ];
  return graphOf({
    nodes: [...nodes, node('MatMul', ['mean', 'head'], ['y'])],
    inputs: [value('x', isChannelsLast ? ['n', height, width, 3] : ['n', 3, height, width])],
    outputs: [value('y', ['n', 3])],
    constants: weights,
  });
}

const x = tensorOf([2, 3, height, width], () => random.normal());
const cotangent = tensorOf([2, 3], () => random.normal());
const both = <Result>(work: (model: OrtModel) => Promise<Result>): Promise<[Result, Result]> =>
  Promise.all([withModel(network(true), work), withModel(network(false), work)]);

const expectSame = (actual: FloatTensor, expected: FloatTensor): void => {
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(actual.data, expected.data)).toBeLessThan(tolerance.float32);
};
const floatsOf = (tensor: unknown): FloatTensor => {
  const { shape } = tensor as FloatTensor;
  return floatTensor(floatsIn(tensor as FloatTensor), shape);
};

describe('a channels-last file and its channels-first twin', () => {
  test('say how each tensor is stored, and show it as [N, C, H, W]', async () => {
    await withModel(network(true), async (model) => {
      expect(model.inputs[0]).toMatchObject({ shape: [null, 3, height, width], layout: 'nhwc' });
      const layouts = Object.fromEntries(model.layers.map(({ name, layout }) => [name, layout]));
      expect(layouts).toMatchObject({ x: 'nhwc', picture: 'nchw', map: 'nchw', block: 'nhwc', tanh: 'nhwc', y: null });
      const tanh = model.layers.find(({ name }) => name === 'tanh');
      expect(tanh?.shape).toEqual([null, 2 * channels, height, width]);
      expect(model.layers.find(({ name }) => name === 'mean')?.kind).toBe('global-average-pool');
    });
  });

  test('give the same outputs and inner maps', async () => {
    const [last, first] = await both((model) => model.run({ x }, ['y', 'map', 'block', 'tanh']));
    for (const name of ['y', 'map', 'block', 'tanh']) expectSame(floatsOf(last[name]), floatsOf(first[name]));
    expect(last['tanh']!.layout).toBe('nchw');
  });

  test('give the same gradients at the input and at inner maps', async () => {
    const [last, first] = await both((model) => model.vjp({ x }, { y: cotangent }, ['x', 'map', 'block', 'tanh']));
    for (const name of ['x', 'map', 'block', 'tanh'])
      expectSame(floatsOf(last.gradients[name]), floatsOf(first.gradients[name]));
  });

  test('go on alike from an inner map that is fed, and back from a cotangent at one', async () => {
    const map = tensorOf([2, 2 * channels, height, width], () => random.normal());
    const [last, first] = await both((model) =>
      model.vjp({ tanh: map }, { y: cotangent }, ['tanh'], { fetches: ['y'] }),
    );
    expectSame(floatsOf(last.gradients['tanh']), floatsOf(first.gradients['tanh']));
    expectSame(floatsOf(last.values['y']), floatsOf(first.values['y']));
    const [back, twin] = await both((model) => model.vjp({ x }, { tanh: map }, ['x']));
    expectSame(floatsOf(back.gradients['x']), floatsOf(twin.gradients['x']));
  });

  test('refuse a feed in the order of the file, and name the order of core', async () => {
    const wrong = floatTensor(new Float32Array(height * width * 3), [1, height, width, 3], 'nhwc');
    await withModel(network(true), async (model) => {
      await expect(model.run({ x: wrong }, ['y'])).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringContaining(`[N, 3, ${height}, ${width}]`) as string,
      });
    });
  });

  test('scores [N, 1, 1, K] have a top class as [N, K, 1, 1] have', async () => {
    const scores = (isChannelsLast: boolean): Graph => ({
      ...graphOf({
        nodes: [
          ...(isChannelsLast ? [node('Transpose', ['x'], ['picture'], { perm: [0, 3, 1, 2] })] : []),
          node('Conv', [isChannelsLast ? 'picture' : 'x', 'w'], ['map']),
          node('GlobalAveragePool', ['map'], [isChannelsLast ? 'pooled' : 'y']),
          ...(isChannelsLast ? [node('Transpose', ['pooled'], ['y'], { perm: [0, 2, 3, 1] })] : []),
        ],
        inputs: [value('x', isChannelsLast ? ['n', height, width, 3] : ['n', 3, height, width])],
        outputs: [value('y', null)],
        constants: weights,
      }),
    });
    const [last, first] = await Promise.all(
      [true, false].map((isChannelsLast) =>
        withModel(scores(isChannelsLast), (model) => model.vjp({ x }, { y: { top: 1 } }, ['x'], { fetches: ['y'] })),
      ),
    );
    expect(last!.values['y']!.shape).toEqual([2, channels, 1, 1]);
    expectSame(floatsOf(last!.gradients['x']), floatsOf(first!.gradients['x']));
  });
});

describe('layouts', () => {
  const layoutsOf = (graph: Graph) =>
    withModel(graph, (model) =>
      Promise.resolve(Object.fromEntries(model.layers.map(({ name, layout }) => [name, layout]))),
    );

  test('attention is no map, though it has four axes', async () => {
    const heads = 2;
    const graph = graphOf({
      nodes: [
        node('Conv', ['x', 'w'], ['map'], { pads: [1, 1, 1, 1] }),
        node('Reshape', ['map', 'tokens'], ['flat']),
        node('Transpose', ['flat'], ['sequence'], { perm: [0, 2, 1] }),
        node('Reshape', ['sequence', 'split'], ['parts']),
        node('Transpose', ['parts'], ['queries'], { perm: [0, 2, 1, 3] }),
        node('Transpose', ['parts'], ['keys'], { perm: [0, 2, 3, 1] }),
        node('MatMul', ['queries', 'keys'], ['scores']),
        node('Softmax', ['scores'], ['attention']),
        node('MatMul', ['attention', 'queries'], ['mixed']),
        node('Transpose', ['mixed'], ['joined'], { perm: [0, 2, 1, 3] }),
        node('Reshape', ['joined', 'back'], ['lastMap']),
        node('Transpose', ['lastMap'], ['y'], { perm: [0, 3, 1, 2] }),
      ],
      inputs: [value('x', ['n', 3, height, width])],
      outputs: [value('y', null)],
      constants: [
        ...weights,
        constantFromInts('tokens', [0, channels, -1]),
        constantFromInts('split', [0, height * width, heads, channels / heads]),
        constantFromInts('back', [0, height, width, channels]),
      ],
    });
    expect(await layoutsOf(graph)).toEqual({
      ...{ x: 'nchw', map: 'nchw', flat: null, sequence: null, parts: null, queries: null, keys: null, scores: null },
      ...{ attention: null, mixed: null, joined: null, lastMap: 'nhwc', y: 'nchw' },
    });
  });

  test('windows are no maps, what they are put together to is one again', async () => {
    const [side, window] = [6, 3];
    const count = side / window;
    const graph = graphOf({
      nodes: [
        node('Transpose', ['x'], ['picture'], { perm: [0, 3, 1, 2] }),
        node('Conv', ['picture', 'w'], ['map'], { pads: [1, 1, 1, 1] }),
        node('Transpose', ['map'], ['last'], { perm: [0, 2, 3, 1] }),
        node('Reshape', ['last', 'cut'], ['six']),
        node('Transpose', ['six'], ['sorted'], { perm: [0, 1, 3, 2, 4, 5] }),
        node('Reshape', ['sorted', 'windows'], ['windowed']),
        node('Relu', ['windowed'], ['active']),
        node('Reshape', ['active', 'sixAgain'], ['back']),
        node('Transpose', ['back'], ['unsorted'], { perm: [0, 1, 3, 2, 4, 5] }),
        node('Reshape', ['unsorted', 'whole'], ['y']),
      ],
      inputs: [value('x', ['n', side, side, 3])],
      outputs: [value('y', null)],
      constants: [
        ...weights,
        constantFromInts('cut', [-1, count, window, count, window, channels]),
        constantFromInts('windows', [-1, window, window, channels]),
        constantFromInts('sixAgain', [-1, count, count, window, window, channels]),
        constantFromInts('whole', [-1, side, side, channels]),
      ],
    });
    expect(await layoutsOf(graph)).toMatchObject({ x: 'nhwc', last: 'nhwc', windowed: null, active: null, y: 'nhwc' });
  });

  test('a picture of one channel may be reshaped where others are transposed', async () => {
    const graph = graphOf({
      nodes: [node('Reshape', ['x', 'shape'], ['picture']), node('Conv', ['picture', 'one'], ['y'])],
      inputs: [value('x', ['n', height, width, 1])],
      outputs: [value('y', null)],
      constants: [
        constantFromInts('shape', [-1, 1, height, width]),
        constantFromFloats('one', new Float32Array(9), [1, 1, 3, 3]),
      ],
    });
    expect(await layoutsOf(graph)).toEqual({ x: 'nhwc', picture: 'nchw', y: 'nchw' });
  });

  test.each([
    [[1, 32, 40, 3], 'nhwc'],
    [[1, 3, 32, 40], 'nchw'],
    [[1, 2, 128, 2], null],
    [[1, 8, 8, 3], null],
  ])('an input %j that no convolution reads is %s', async (shape, layout) => {
    const graph = graphOf({
      nodes: [node('Relu', ['x'], ['y'])],
      inputs: [value('x', shape)],
      outputs: [value('y', null)],
    });
    expect(await layoutsOf(graph)).toEqual({ x: layout, y: layout });
  });
});
