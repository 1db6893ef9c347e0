import { featureLayer, findLogits, floatTensor, pooledHead } from '@pellucid/core';
import { checkDirection, normalTensor } from '@pellucid/core/testing';
import { describe, expect, test } from 'vitest';
import type { TfjsModel } from '../src/index.js';
import { loadTfjsModel } from '../src/index.js';
import { floats, relativeError } from './helpers/compare.js';
import type { Constant, Node } from './helpers/graph.js';
import { float, graphArtifacts, ints, placeholder, text, texts } from './helpers/graph.js';

const random = (shape: number[], seed: number): Constant => ({ shape, values: [...normalTensor(shape, seed).data] });
const convolution = {
  T: float,
  strides: ints(1, 1, 1, 1),
  padding: text('SAME'),
  data_format: text('NHWC'),
  dilations: ints(1, 1, 1, 1),
  num_args: { i: '1' },
};

/** A fused convolution, a global average pool, a dense layer of two nodes and a softmax: as converters write them. */
function classifier(
  rest: Readonly<Record<string, unknown>> = {},
  activation = 'Relu6',
): ReturnType<typeof graphArtifacts> {
  return graphArtifacts(
    {
      kernel: random([3, 3, 3, 4], 1),
      bias: random([4], 2),
      axes: { shape: [2], values: [1, 2], dtype: 'int32' },
      weights: random([4, 5], 3),
    },
    [
      placeholder('image', [-1, 6, 8, 3]),
      {
        name: 'net/relu',
        op: '_FusedConv2D',
        input: ['image', 'kernel', 'bias'],
        attr: { ...convolution, fused_ops: texts('BiasAdd', activation) },
      },
      { name: 'net/pool', op: 'Mean', input: ['net/relu', 'axes'], attr: { T: float, keep_dims: { b: false } } },
      { name: 'net/scores', op: 'MatMul', input: ['net/pool', 'weights'], attr: { T: float } },
      { name: 'net/softmax', op: 'Softmax', input: ['net/scores'], attr: { T: float } },
      { name: 'Identity', op: 'Identity', input: ['net/softmax'], attr: { T: float } },
    ],
    rest,
  );
}

const load = (artifacts: ReturnType<typeof graphArtifacts>): Promise<TfjsModel> =>
  loadTfjsModel(artifacts, { engine: 'cpu' });

describe('a graph', () => {
  test('its layers, with the values before a fused activation', async () => {
    const model = await load(classifier());
    expect(model.layers.map(({ name, kind, op, inputs, shape }) => [name, kind, op, inputs, shape])).toEqual([
      ['image', 'input', 'Input', [], [null, 3, 6, 8]],
      ['net/relu/linear', 'convolution', '_FusedConv2D', ['image'], [null, 4, 6, 8]],
      ['net/relu', 'activation', 'Relu6', ['net/relu/linear'], [null, 4, 6, 8]],
      ['net/pool', 'global-average-pool', 'Mean', ['net/relu'], [null, 4]],
      ['net/scores', 'dense', 'MatMul', ['net/pool'], [null, 5]],
      ['net/softmax', 'softmax', 'Softmax', ['net/scores'], [null, 5]],
      ['Identity', 'shape', 'Identity', ['net/softmax'], [null, 5]],
    ]);
    expect(findLogits(model, 'Identity').logits).toBe('net/scores');
    expect(featureLayer(model, 'net/scores').name).toBe('net/relu');
    expect(pooledHead(model, 'image', 'net/scores').feature.name).toBe('net/relu');
  });

  test('inputs and outputs in the order of its signature', async () => {
    const artifacts = classifier({
      signature: { inputs: { x: { name: 'image:0' } }, outputs: { y: { name: 'net/scores:0' } } },
    });
    const model = await load(artifacts);
    expect(model.inputs.map(({ name }) => name)).toEqual(['image']);
    expect(model.outputs.map(({ name }) => name)).toEqual(['net/scores']);
  });

  test('a convolution is what its definition says', async () => {
    const model = await load(classifier());
    const image = normalTensor([2, 3, 6, 8], 4);
    const { 'net/relu/linear': linear, 'net/relu': relu } = await model.run({ image }, ['net/relu/linear', 'net/relu']);
    const kernel = normalTensor([3, 3, 3, 4], 1).data;
    const bias = normalTensor([4], 2).data;
    const expected: number[] = [];
    for (let row = 0; row < 2; row++)
      for (let out = 0; out < 4; out++)
        for (let y = 0; y < 6; y++)
          for (let x = 0; x < 8; x++) {
            let sum = bias[out]!;
            for (let i = 0; i < 3; i++)
              for (let j = 0; j < 3; j++)
                for (let c = 0; c < 3; c++) {
                  const [h, w] = [y + i - 1, x + j - 1];
                  if (h < 0 || h > 5 || w < 0 || w > 7) continue;
                  sum += image.data[((row * 3 + c) * 6 + h) * 8 + w]! * kernel[((i * 3 + j) * 3 + c) * 4 + out]!;
                }
            expected.push(sum);
          }
    expect(relativeError(floats(linear), expected)).toBeLessThan(1e-6);
    const clipped = expected.map((value) => Math.min(Math.max(value, 0), 6));
    expect(relativeError(floats(relu), clipped)).toBeLessThan(1e-6);
    // Alone, it is computed by the fused kernel.
    const fused = await model.run({ image }, ['net/relu']);
    expect(relativeError(floats(fused['net/relu']), clipped)).toBeLessThan(1e-6);
  });

  test.each(['image', 'net/relu/linear', 'net/relu', 'net/pool'])('gradients at %s', async (at) => {
    // Elu has no kink, so differences are good.
    const model = await load(classifier({}, 'Elu'));
    const image = normalTensor([2, 3, 6, 8], 4);
    const { error } = await checkDirection(model, { feeds: { image }, at, of: 'net/scores', step: 0.001 });
    // The difference's own float32 rounding, at this step.
    expect(error).toBeLessThan(1e-3);
  });

  test('guided backpropagation through a fused activation', async () => {
    const model = await load(classifier());
    const image = normalTensor([2, 3, 6, 8], 4);
    const cotangent = { 'net/relu': normalTensor([2, 4, 6, 8], 5) };
    const at = ['net/relu/linear'];
    const linear = floats((await model.run({ image }, at))['net/relu/linear']);
    const gradient = async (rules: 'gradient' | 'guided-backprop' | 'deconvnet') =>
      floats((await model.vjp({ image }, cotangent, at, { rules })).gradients['net/relu/linear']);
    const g = cotangent['net/relu'].data;
    const open = (i: number): number => (linear[i]! > 0 && linear[i]! < 6 ? 1 : 0);
    const expected = {
      gradient: g.map((value, i) => value * open(i)),
      'guided-backprop': g.map((value, i) => Math.max(value, 0) * open(i)),
      deconvnet: g.map((value) => Math.max(value, 0)),
    };
    for (const rules of ['gradient', 'guided-backprop', 'deconvnet'] as const)
      expect(relativeError(await gradient(rules), expected[rules])).toBe(0);
  });
});

describe('several outputs of one node', () => {
  const artifacts = (): ReturnType<typeof graphArtifacts> =>
    graphArtifacts({ axis: { shape: [], values: [1], dtype: 'int32' } }, [
      placeholder('x', [-1, 6]),
      { name: 'parts', op: 'Split', input: ['axis', 'x'], attr: { T: float, num_split: { i: '3' } } },
      { name: 'product', op: 'Mul', input: ['parts:1', 'parts:2'], attr: { T: float } },
      { name: 'sum', op: 'AddV2', input: ['product', 'parts'], attr: { T: float } },
    ]);
  const x = floatTensor(Float32Array.from([1, 2, 3, 4, 5, 6]), [1, 6]);

  test('can be fetched, and fed at the same time', async () => {
    const model = await load(artifacts());
    const { 'parts:1': second, sum } = await model.run({ x }, ['parts:1', 'sum']);
    expect([...floats(second)]).toEqual([3, 4]);
    expect([...floats(sum)]).toEqual([3 * 5 + 1, 4 * 6 + 2]);
    const pair = (a: number, b: number) => floatTensor(Float32Array.from([a, b]), [1, 2]);
    const fed = await model.run({ parts: pair(1, 1), 'parts:1': pair(2, 3), 'parts:2': pair(4, 5) }, ['sum']);
    expect([...floats(fed['sum'])]).toEqual([9, 16]);
  });

  test('have gradients', async () => {
    const model = await load(artifacts());
    const ones = floatTensor(Float32Array.from([1, 1]), [1, 2]);
    const { gradients } = await model.vjp({ x }, { sum: ones }, ['x', 'parts:2']);
    expect([...floats(gradients['x'])]).toEqual([1, 1, 5, 6, 3, 4]);
    expect([...floats(gradients['parts:2'])]).toEqual([3, 4]);
  });
});

describe('a comparison inside', () => {
  test('is fetched as booleans and lets no gradient through', async () => {
    const model = await load(
      graphArtifacts({ zero: { shape: [], values: [0] } }, [
        placeholder('x', [-1, 3]),
        { name: 'positive', op: 'Greater', input: ['x', 'zero'], attr: { T: float } },
        { name: 'gate', op: 'Cast', input: ['positive'], attr: { SrcT: { type: 'DT_BOOL' }, DstT: float } },
        { name: 'y', op: 'Mul', input: ['x', 'gate'], attr: { T: float } },
      ]),
    );
    const x = floatTensor(Float32Array.from([-1, 2, 3]), [1, 3]);
    const { positive } = await model.run({ x }, ['positive']);
    expect(positive).toEqual({ dtype: 'bool', data: Uint8Array.from([0, 1, 1]), shape: [1, 3], layout: null });
    const { gradients } = await model.vjp({ x }, { y: floatTensor(Float32Array.from([1, 1, 1]), [1, 3]) }, ['x']);
    expect([...floats(gradients['x'])]).toEqual([0, 1, 1]);
  });
});

describe('whole numbers between floats', () => {
  // The two largest of 6 numbers, as places in a grid of rows of 3, and the values themselves times their column.
  const artifacts = graphArtifacts(
    {
      k: { shape: [], values: [2], dtype: 'int32' },
      width: { shape: [], values: [3], dtype: 'int32' },
      one: { shape: [], values: [1] },
    },
    [
      placeholder('x', [-1, 6]),
      { name: 'square', op: 'Mul', input: ['x', 'x'], attr: { T: float } },
      { name: 'top', op: 'TopKV2', input: ['square', 'k'], attr: { T: float, sorted: { b: true } } },
      { name: 'column', op: 'FloorMod', input: ['top:1', 'width'], attr: { T: { type: 'DT_INT32' } } },
      { name: 'place', op: 'Cast', input: ['column'], attr: { SrcT: { type: 'DT_INT32' }, DstT: float } },
      { name: 'weight', op: 'AddV2', input: ['place', 'one'], attr: { T: float } },
      { name: 'y', op: 'Mul', input: ['top', 'weight'], attr: { T: float } },
    ],
  );
  const x = floatTensor(Float32Array.from([1, -5, 2, 0, 3, 4]), [1, 6]);

  test('a gradient passes beside them', async () => {
    const model = await load(artifacts);
    const { y, place } = await model.run({ x }, ['y', 'place']);
    expect([...floats(place)]).toEqual([1, 2]);
    expect([...floats(y)]).toEqual([50, 48]);
    const ones = floatTensor(Float32Array.from([1, 1]), [1, 2]);
    const { gradients } = await model.vjp({ x }, { y: ones }, ['x', 'square', 'place']);
    expect([...floats(gradients['x'])]).toEqual([0, -20, 0, 0, 0, 24]);
    expect([...floats(gradients['square'])]).toEqual([0, 2, 0, 0, 0, 3]);
    expect([...floats(gradients['place'])]).toEqual([25, 16]);
  });

  test('where there is no way but through them, it is refused', async () => {
    const model = await load(artifacts);
    const cotangent = { place: floatTensor(Float32Array.from([1, 1]), [1, 2]) };
    await expect(model.vjp({ x }, cotangent, ['x'])).rejects.toMatchObject({
      code: 'gradient-unsupported',
      message: expect.stringContaining("The gradient at 'x' is zero everywhere") as string,
    });
  });
});

/** y = 2 x flattened to [1, 4], a constant shape that makes one row of any number of them; z = x - 1. */
const fixedNodes: Node[] = [
  { name: 'flat', op: 'Reshape', input: ['x', 'shape'], attr: { T: float } },
  { name: 'y', op: 'Mul', input: ['flat', 'two'], attr: { T: float } },
];
const fixedConstants: Readonly<Record<string, Constant>> = {
  shape: { shape: [2], values: [1, 4], dtype: 'int32' },
  two: { shape: [], values: [2] },
};

describe('a graph that takes one row at a time', () => {
  test.each([1, -1])('its placeholder says %i', async (side) => {
    const model = await load(graphArtifacts(fixedConstants, [placeholder('x', [side, 2, 2]), ...fixedNodes]));
    expect(model.notes.join()).toMatch(/batches of exactly 1/);
    const x = floatTensor(
      Float32Array.from({ length: 12 }, (_, i) => i),
      [3, 2, 2],
    );
    const { y } = await model.run({ x }, ['y']);
    expect(y!.shape).toEqual([3, 4]);
    expect([...floats(y)]).toEqual(Array.from({ length: 12 }, (_, i) => 2 * i));
    const cotangent = floatTensor(x.data, [3, 4]);
    const { gradients, values } = await model.vjp({ x }, { y: cotangent }, ['x'], { fetches: ['y'] });
    expect(gradients['x']!.shape).toEqual([3, 2, 2]);
    expect([...floats(gradients['x'])]).toEqual(Array.from({ length: 12 }, (_, i) => 2 * i));
    expect(values['y']).toEqual(y);
  });
});

describe('a graph with a size that depends on the data', () => {
  const artifacts = graphArtifacts({ zero: { shape: [], values: [0] }, two: { shape: [], values: [2] } }, [
    placeholder('x', [-1, 3]),
    { name: 'double', op: 'Mul', input: ['x', 'two'], attr: { T: float } },
    { name: 'positive', op: 'Greater', input: ['double', 'zero'], attr: { T: float } },
    { name: 'where', op: 'Where', input: ['positive'], attr: { T: { type: 'DT_BOOL' } } },
    { name: 'found', op: 'GatherNd', input: ['double', 'where'], attr: { Tparams: float } },
  ]);
  const x = floatTensor(Float32Array.from([-1, 2, 3]), [1, 3]);

  test('runs, also what comes after it', async () => {
    const model = await load(artifacts);
    const { found, double } = await model.run({ x }, ['found', 'double']);
    expect([...floats(found)]).toEqual([4, 6]);
    expect([...floats(double)]).toEqual([-2, 4, 6]);
    const fed = await model.run({ double: x }, ['found']);
    expect([...floats(fed['found'])]).toEqual([2, 3]);
  });

  test('has gradients before the node, and an error that names it behind', async () => {
    const model = await load(artifacts);
    const ones = floatTensor(Float32Array.from([1, 1, 1]), [1, 3]);
    const { gradients } = await model.vjp({ x }, { double: ones }, ['x']);
    expect([...floats(gradients['x'])]).toEqual([2, 2, 2]);
    const one = { x: floatTensor(Float32Array.from([-1, -2, 3]), [1, 3]) };
    await expect(model.vjp(one, { found: floatTensor(Float32Array.from([1]), [1]) }, ['x'])).rejects.toMatchObject({
      code: 'gradient-unsupported',
      message: expect.stringContaining("'where'") as string,
    });
  });
});
