import { createRandom, floatTensor, sizeOf } from '@pellucid/core';
import type { FloatTensor, Layer } from '@pellucid/core';
import { expect, test } from 'vitest';
import { constantFromFloats, constantFromInts } from '../src/onnx/constant.js';
import type { ConstantTensor, GraphNode } from '../src/onnx/graph.js';
import { withModel } from './helpers/with-model.js';
import { graphOf, node, value } from './onnx/support.js';

const random = createRandom(11);
const x = floatTensor(
  Float32Array.from({ length: 2 * 5 * 4 }, () => random.normal()),
  [2, 5, 4],
);

/** A node on x [2, 5, 4], run: the layer that its first output becomes, and its value. */
function run(moving: GraphNode, constants: readonly ConstantTensor[] = []): Promise<{ layer: Layer; y: FloatTensor }> {
  const outputs = moving.outputs.map((name) => value(name));
  const graph = graphOf({ nodes: [moving], inputs: [value('x', x.shape)], outputs, constants });
  return withModel(graph, async (model) => ({
    layer: model.layers.find(({ name }) => name === 'y')!,
    y: (await model.run({ x }, ['y']))['y'] as FloatTensor,
  }));
}

const at = ({ data, shape }: FloatTensor, index: readonly number[]): number =>
  data[shape.reduce((flat, side, axis) => flat * side + index[axis]!, 0)]!;

/** Whether element i of x on the axis is element i + start of y, for all that are there. */
function lies(y: FloatTensor, axis: number, start: number): boolean {
  let seen = 0;
  const gone = y.shape.length < x.shape.length;
  for (let flat = 0; flat < sizeOf(x.shape); flat++) {
    const index = [Math.floor(flat / 20), Math.floor(flat / 4) % 5, flat % 4];
    const there = index[axis]! + start;
    if (there < 0 || there >= (gone ? 1 : y.shape[axis]!)) continue;
    seen++;
    if (at(y, gone ? index.toSpliced(axis, 1) : index.with(axis, there)) !== x.data[flat]) return false;
  }
  return seen > 0;
}

const class1 = constantFromFloats('one', new Float32Array(2 * 4), [2, 1, 4]);
const ints = (name: string, ...values: number[]): ConstantTensor => constantFromInts(name, values);

test.each<[string, GraphNode, ConstantTensor[], { axis: number; starts: number[] }]>([
  ['a token in front', node('Concat', ['one', 'x'], ['y'], { axis: 1 }), [class1], { axis: 1, starts: [1] }],
  ['a token behind', node('Concat', ['x', 'one'], ['y'], { axis: -2 }), [class1], { axis: 1, starts: [0] }],
  ['twice the same', node('Concat', ['x', 'x'], ['y'], { axis: 2 }), [], { axis: 2, starts: [0, 4] }],
  [
    'a slice',
    node('Slice', ['x', 's', 'e', 'a'], ['y']),
    [ints('s', 1), ints('e', 5), ints('a', 1)],
    { axis: 1, starts: [-1] },
  ],
  [
    'a slice from the back',
    node('Slice', ['x', 's', 'e', 'a'], ['y']),
    [ints('s', -2), ints('e', Number.MAX_SAFE_INTEGER), ints('a', -1)],
    { axis: 2, starts: [-2] },
  ],
  [
    'a slice that leaves the other axes as they are',
    node('Slice', ['x', 's', 'e'], ['y']),
    [ints('s', 0, 3, 0), ints('e', 9, 4, 9)],
    { axis: 1, starts: [-3] },
  ],
  [
    'an index',
    node('Gather', ['x', 'i'], ['y'], { axis: 1 }),
    [constantFromInts('i', [-1], [])],
    { axis: 1, starts: [-4] },
  ],
  [
    'an index that stays an axis',
    node('Gather', ['x', 'i'], ['y'], { axis: 1 }),
    [ints('i', 2)],
    { axis: 1, starts: [-2] },
  ],
  ['the first part', node('Split', ['x', 'n'], ['y', 'z'], { axis: 1 }), [ints('n', 1, 4)], { axis: 1, starts: [0] }],
  ['another part', node('Split', ['x', 'n'], ['z', 'y'], { axis: -1 }), [ints('n', 3, 1)], { axis: 2, starts: [-3] }],
])('%s', async (_, moving, constants, placement) => {
  const { layer, y } = await run(moving, constants);
  expect(layer.placement).toEqual(placement);
  for (const start of placement.starts) expect(lies(y, placement.axis, start)).toBe(true);
});

test.each<[string, GraphNode, ConstantTensor[]]>([
  [
    'every other element',
    node('Slice', ['x', 's', 'e', 'a', 'p'], ['y']),
    [ints('s', 0), ints('e', 5), ints('a', 1), ints('p', 2)],
  ],
  [
    'the order turned round',
    node('Slice', ['x', 's', 'e', 'a', 'p'], ['y']),
    [ints('s', -1), ints('e', Number.MIN_SAFE_INTEGER), ints('a', 1), ints('p', -1)],
  ],
  ['two axes', node('Slice', ['x', 's', 'e', 'a'], ['y']), [ints('s', 1, 1), ints('e', 4, 3), ints('a', 1, 2)]],
  ['several indices', node('Gather', ['x', 'i'], ['y'], { axis: 1 }), [ints('i', 0, 2)]],
  ['nothing moved', node('Relu', ['x'], ['y']), []],
])('no placement: %s', async (_, moving, constants) => {
  const { layer } = await run(moving, constants);
  expect(layer.placement).toBeUndefined();
});

test('a transposition says where its axes are from', async () => {
  const { layer, y } = await run(node('Transpose', ['x'], ['y'], { perm: [0, 2, 1] }));
  expect(layer.permutation).toEqual([0, 2, 1]);
  expect(y.shape).toEqual([2, 4, 5]);
  const reversed = await run(node('Transpose', ['x'], ['y']));
  expect(reversed.layer.permutation).toEqual([2, 1, 0]);
  expect(reversed.y.shape).toEqual([4, 5, 2]);
});
