import { createRandom, floatTensor } from '@pellucid/core';
import type { BoolTensor, FloatTensor, IntTensor, Tensors } from '@pellucid/core';
import { describe, expect, test } from 'vitest';
import type { OnnxDType } from '../src/onnx/dtype.js';
import { dtypeCode } from '../src/onnx/dtype.js';
import type { Graph, GraphNode, ValueInfo } from '../src/onnx/graph.js';
import { relativeError, tolerance } from './helpers/compare.js';
import { floatsIn, quartersConstant, tensorOf } from './helpers/floats.js';
import { withModel } from './helpers/with-model.js';
import { graphOf, node, value } from './onnx/support.js';

const random = createRandom(8);
const table = quartersConstant('table', [7, 3], random);
const rowOf = (id: number): number[] => [...new Float32Array(table.bytes.buffer, table.bytes.byteOffset + id * 12, 3)];

/** y = table[ids] * x where keep, else 0; `ids` [batch, 2] of a type, x [batch, 2, 3], keep [batch, 2, 1]. */
function lookup(batch: number | string, type: OnnxDType, more: readonly GraphNode[] = []): Graph {
  return graphOf({
    nodes: [
      node('Cast', ['ids'], ['index'], { to: dtypeCode('int64') }),
      node('Gather', ['table', 'index'], ['rows']),
      node('Mul', ['rows', 'x'], ['product']),
      node('Cast', ['keep'], ['gate'], { to: dtypeCode('float32') }),
      node('Mul', ['product', 'gate'], [more.length > 0 ? 'gated' : 'y']),
      ...more,
    ],
    inputs: [value('ids', [batch, 2], type), value('x', [batch, 2, 3]), value('keep', [batch, 2, 1], 'bool')],
    outputs: [value('y', null)],
    constants: [table],
  });
}

/** A mean over the batch, of which a file of one row sees nothing: it keeps the batch from being freed. */
const pinned: readonly GraphNode[] = [node('ReduceMean', ['gated'], ['y'], { axes: [0], keepdims: 1 })];

const ids: IntTensor = { dtype: 'int64', data: BigInt64Array.of(1n, 6n, 0n, 3n, 2n, 2n), shape: [3, 2], layout: null };
const x = tensorOf([3, 2, 3], () => random.normal());
const keep: BoolTensor = { dtype: 'bool', data: Uint8Array.of(1, 0, 1, 1, 0, 1), shape: [3, 2, 1], layout: null };
const feeds: Tensors = { ids, x, keep };
const expected = Float64Array.from(x.data, (v, at) => {
  const place = Math.floor(at / 3);
  return keep.data[place]! * v * rowOf(Number(ids.data[place]))[at % 3]!;
});

describe.each<OnnxDType>(['int64', 'int32', 'uint8', 'int8'])('integers of type %s beside floats', (type) => {
  test.each<[string, Graph]>([
    ['a free batch', lookup('n', type)],
    ['a batch of 1 that is freed', lookup(1, type)],
    ['a batch of 1, one row after another', lookup(1, type, pinned)],
  ])('%s', async (_, graph) => {
    await withModel(graph, async (model) => {
      expect(model.inputs.map(({ dtype }) => dtype)).toEqual([type, 'float32', 'bool']);
      const cotangent = tensorOf([3, 2, 3], () => 1);
      const { values, gradients } = await model.vjp(feeds, { y: cotangent }, ['x'], { fetches: ['y', 'index'] });
      expect(relativeError(floatsIn(values['y']), expected)).toBeLessThan(tolerance.float32);
      expect(values['index']).toEqual(ids);
      const slope = expected.map((v, i) => v / x.data[i]!);
      expect(relativeError(floatsIn(gradients['x']), slope)).toBeLessThan(tolerance.float32);
    });
  });
});

describe('a batch of 1, one row after another', () => {
  test('needs as many rows of each', async () => {
    await withModel(lookup(1, 'int64', pinned), async (model) => {
      const two = floatTensor(x.data.slice(0, 12), [2, 2, 3]);
      await expect(model.run({ ...feeds, x: two }, ['y'])).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringContaining("'ids' holds 3 batches, but 'x' holds 2") as string,
      });
    });
  });

  test('a scalar and a state without the batch go to every row', async () => {
    const graph = graphOf({
      nodes: [
        node('ReduceSum', ['state'], ['total'], { keepdims: 0 }),
        node('Mul', ['total', 'rate'], ['factor']),
        node('ReduceMax', ['x'], ['most'], { axes: [0], keepdims: 1 }),
        node('Mul', ['most', 'factor'], ['y']),
      ],
      inputs: [value('x', [1, 2]), value('rate', []), value('state', [3, 1])] satisfies ValueInfo[],
      outputs: [value('y', null)],
    });
    await withModel(graph, async (model) => {
      const rate = floatTensor(Float32Array.of(2), []);
      const state = floatTensor(Float32Array.of(1, 2, 3), [3, 1]);
      const two = floatTensor(Float32Array.of(1, 2, 3, 4), [2, 2]);
      const { y } = await model.run({ x: two, rate, state }, ['y']);
      expect((y as FloatTensor).shape).toEqual([2, 2]);
      expect([...floatsIn(y)]).toEqual([12, 24, 36, 48]);
    });
  });
});

test('a feed of the wrong type names the type that core gives', async () => {
  await withModel(lookup('n', 'int32'), async (model) => {
    const wrong = floatTensor(new Float32Array(6), [3, 2]);
    await expect(model.run({ ...feeds, ids: wrong }, ['y'])).rejects.toMatchObject({
      code: 'input-invalid',
      message: "Expected 'ids' to be int64 of shape [N, 2], but got float32 of shape [3, 2].",
    });
  });
});

test('several outputs, of which one is a softmax and one holds integers', async () => {
  const graph = graphOf({
    nodes: [
      node('MatMul', ['x', 'table'], ['scores']),
      node('Softmax', ['scores'], ['probabilities'], { axis: -1 }),
      node('ArgMax', ['scores'], ['winner'], { axis: -1, keepdims: 0 }),
    ],
    inputs: [value('x', ['n', 7])],
    outputs: [value('probabilities', null), value('winner', null, 'int64'), value('scores', null)],
    constants: [table],
  });
  await withModel(graph, async (model) => {
    expect(model.outputs.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      ['probabilities', 'float32', [null, 3]],
      ['winner', 'int64', [null]],
      ['scores', 'float32', [null, 3]],
    ]);
    const row = tensorOf([2, 7], () => random.normal());
    const { scores, probabilities, winner } = await model.run({ x: row }, ['scores', 'probabilities', 'winner']);
    for (const i of [0, 1]) {
      const s = [...floatsIn(scores)].slice(3 * i, 3 * i + 3);
      const total = s.reduce((sum, v) => sum + Math.exp(v), 0);
      const p = floatsIn(probabilities).slice(3 * i, 3 * i + 3);
      expect(
        relativeError(
          p,
          s.map((v) => Math.exp(v) / total),
        ),
      ).toBeLessThan(tolerance.float32);
      expect(Number(winner!.data[i])).toBe(s.indexOf(Math.max(...s)));
    }
    // d softmax_0 / d scores = p_0 (e_0 - p), by the textbook.
    const { gradients } = await model.vjp(
      { x: row },
      { probabilities: floatTensor(Float32Array.of(1, 0, 0, 1, 0, 0), [2, 3]) },
      ['scores'],
    );
    const p = floatsIn(probabilities);
    const slope = p.map((_, at) => p[at - (at % 3)]! * ((at % 3 === 0 ? 1 : 0) - p[at]!));
    expect(relativeError(floatsIn(gradients['scores']), slope)).toBeLessThan(tolerance.float32);
  });
});
