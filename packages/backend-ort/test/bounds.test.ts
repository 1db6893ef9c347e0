import { describe, expect, it } from 'vitest';
import { loadOnnxModel } from '../src/index.js';
import { constantFromFloats, constantFromInts } from '../src/onnx/constant.js';
import type { Graph, GraphNode } from '../src/onnx/graph.js';
import { writeOnnx } from '../src/onnx/write.js';
import { graphOf, node, value } from './onnx/support.js';

const load = (graph: Graph, memoryLimit?: number) =>
  loadOnnxModel(writeOnnx(graph), { threads: 1, ...(memoryLimit !== undefined && { memoryLimit }) });

const refusal = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ name: 'XaiError', code, message: expect.stringMatching(message) as string });

/** Expand of a picture to a size that is a constant, or computed from the picture's own shape. */
function expanding(side: number, computed: boolean): Graph {
  const size = constantFromInts('size', [1, 1, side, side]);
  return graphOf({
    nodes: computed
      ? [
          node('Shape', ['x'], ['shape']),
          node('Mul', ['shape', 'size'], ['wanted']),
          node('Expand', ['x', 'wanted'], ['y']),
        ]
      : [node('Expand', ['x', 'size'], ['y'])],
    inputs: [value('x', ['N', 1, 1, 1])],
    outputs: [value('y')],
    constants: [size],
  });
}

it.each([
  ['given', false],
  ['computed', true],
])('sizes that are %s are refused before anything is made of them', async (_, computed) => {
  const tooLarge = refusal('model-unsupported', /takes .* GiB .*'y' has the shape \[1, 1, 200000, 200000\]/);
  await expect(load(expanding(200_000, computed))).rejects.toEqual(tooLarge);
});

it('sizes that follow from one another are found in turn', async () => {
  const grown = graphOf({
    nodes: [
      node('Tile', ['x', 'once'], ['a']),
      node('Shape', ['a'], ['shape']),
      node('Mul', ['shape', 'factor'], ['wanted']),
      node('ConstantOfShape', ['wanted'], ['b']),
      node('Add', ['a', 'b'], ['y']),
    ],
    inputs: [value('x', ['N', 3])],
    outputs: [value('y')],
    constants: [constantFromInts('once', [1, 1]), constantFromInts('factor', [1_000_000_000, 1])],
  });
  await expect(load(grown)).rejects.toEqual(refusal('model-unsupported', /has the shape \[1000000000, 3\]/));
  await expect(load(grown, 2 ** 20)).rejects.toEqual(refusal('model-unsupported', /at most 0\.00098 GiB are allowed/));
});

it('a stage that the runtime refuses is not passed over', async () => {
  // The size fits the limit no longer once it is known, and neither does the product behind it.
  const mismatched = graphOf({
    nodes: [
      node('Shape', ['x'], ['shape']),
      node('Mul', ['shape', 'factor'], ['wanted']),
      node('Expand', ['x', 'wanted'], ['a']),
      node('MatMul', ['a', 'w'], ['y']),
    ],
    inputs: [value('x', ['N', 1])],
    outputs: [value('y')],
    constants: [constantFromInts('factor', [1, 100_000_000]), constantFromFloats('w', new Float32Array(9), [3, 3])],
  });
  await expect(load(mismatched)).rejects.toEqual(refusal('model-unsupported', /ONNX Runtime refuses this network/));
});

it('the limit is on what is kept at once, and holds for what is asked', async () => {
  // x, a and y take 4 KiB each; x is done with when y is made.
  const chain = graphOf({
    nodes: [node('Relu', ['x'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'], ['y'])],
    inputs: [value('x', ['N', 1024])],
    outputs: [value('y')],
  });
  await expect(load(chain, 8191)).rejects.toEqual(refusal('model-unsupported', /GiB/));
  await (await load(chain, 8192)).dispose();
});

it('inputs that are too large for any array', async () => {
  const huge = graphOf({
    nodes: [node('Relu', ['x'], ['y'])],
    inputs: [value('x', ['N', 3, 2 ** 63, 8])],
    outputs: [value('y')],
  });
  await expect(load(huge)).rejects.toEqual(refusal('model-unsupported', /'x' has the shape/));
});

it('negative sizes, of which the runtime makes shapes that crash it', async () => {
  const tiled = graphOf({
    nodes: [node('Tile', ['x', 'times'], ['a']), node('Slice', ['a', 'from', 'to', 'axes'], ['y'])],
    inputs: [value('x', ['N', 3, 8, 8])],
    outputs: [value('y')],
    constants: [
      constantFromInts('times', [1, 1, -2, 1]),
      constantFromInts('from', [0]),
      constantFromInts('to', [20]),
      constantFromInts('axes', [2]),
    ],
  });
  await expect(load(tiled)).rejects.toEqual(refusal('model-invalid', /'Tile:a' \(Tile\) is given the size -2/));
});

it('loops without an end', async () => {
  const body = {
    name: 'body',
    nodes: [node('Identity', ['go'], ['goes']), node('Relu', ['v'], ['w'])],
    constants: new Map(),
    inputs: [value('i', [], 'int64'), value('go', [], 'bool'), value('v')],
    outputs: [value('goes', [], 'bool'), value('w')],
    valueInfos: new Map(),
  };
  const looping = (passes: number): Graph =>
    graphOf({
      nodes: [node('Loop', ['passes', '', 'x'], ['y'], { body })],
      inputs: [value('x', ['N', 3])],
      outputs: [value('y')],
      constants: [constantFromInts('passes', [passes], [])],
    });
  await expect(load(looping(2 ** 40))).rejects.toEqual(refusal('model-unsupported', /is to run 1099511627776 times/));
  await (await load(looping(3))).dispose();
});

describe('sides that would be negative, of which inference for Slice crashes the runtime', () => {
  const sliced = (first: GraphNode, then: readonly GraphNode[] = []): Graph =>
    graphOf({
      nodes: [first, ...then, node('Slice', [then.length > 0 ? 'b' : 'a', 'from', 'to', 'axes'], ['y'])],
      inputs: [value('x', ['N', 3, 8, 8])],
      outputs: [value('y')],
      constants: [
        constantFromInts('crop', [0, 0, -20, 0, 0, 0, 0, 0]),
        constantFromInts('parts', [-4, 12]),
        constantFromInts('from', [0]),
        constantFromInts('to', [20]),
        constantFromInts('axes', [2]),
        constantFromFloats('w', new Float32Array(36), [3, 3, 2, 2]),
      ],
    });
  const window = (from: string, to: string, side: number): GraphNode =>
    node('MaxPool', [from], [to], { kernel_shape: [side, side] });
  const tooSmall = refusal('model-unsupported', /would have a side of -\d+: the input is too small/);

  it.each([
    ['windows larger than the input', sliced(window('x', 'a', 20))],
    ['padding that crops too much', sliced(node('Pad', ['x', 'crop'], ['a']))],
    [
      'transposed convolutions that crop too much',
      sliced(node('ConvTranspose', ['x', 'w'], ['a'], { pads: [20, 20, 20, 20] })),
    ],
    ['parts of negative size', sliced(node('Split', ['x', 'parts'], ['a', 'rest'], { axis: 2 }))],
    ['behind another Slice', sliced(node('Slice', ['x', 'from', 'to', 'axes'], ['a']), [window('a', 'b', 12)])],
    [
      'behind a Slice that is itself behind a window',
      sliced(window('x', 'p', 3), [node('Slice', ['p', 'from', 'to', 'axes'], ['a']), window('a', 'b', 12)]),
    ],
  ])('%s', async (_, graph) => {
    await expect(load(graph)).rejects.toEqual(tooSmall);
  });

  it('what fits is taken', async () => {
    await (await load(sliced(window('x', 'a', 3)))).dispose();
  });
});
