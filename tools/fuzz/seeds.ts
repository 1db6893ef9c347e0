import { existsSync, readFileSync } from 'node:fs';
import { constantFromFloats } from '../../packages/backend-ort/src/onnx/constant.js';
import { createBuilder } from '../../packages/backend-ort/src/onnx/build.js';
import type { Builder } from '../../packages/backend-ort/src/onnx/build.js';
import { float } from '../../packages/backend-ort/src/onnx/graph.js';
import type { Graph, GraphBody, GraphNode, ValueInfo } from '../../packages/backend-ort/src/onnx/graph.js';
import { writeOnnx } from '../../packages/backend-ort/src/onnx/write.js';

/** A sound model file that cases are made of. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Small networks that between them use what files can have, and real ones where they are there. */
export function readSeeds(): Seed[] {
  const real = [
    '../../packages/sample-net/sample-net.onnx',
    '../../packages/backend-ort/test/fixtures/onnx/external.onnx',
    '../../packages/backend-ort/test/fixtures/onnx/typed-data.onnx',
    '../../../shared/assets/onnx/winml_mnist.onnx',
    '../../../shared/assets/onnx/winml_iris_Network.onnx',
    '../../../shared/assets/onnx/dtln_model_1.onnx',
  ].map((path) => new URL(path, import.meta.url));
  return [
    ...Object.entries(networks).map(([name, make]) => ({ name, bytes: make() })),
    ...real
      .filter((url) => existsSync(url))
      .map((url) => ({ name: url.pathname.split('/').at(-1)!, bytes: new Uint8Array(readFileSync(url)) })),
  ];
}

type Shape = ValueInfo['shape'];

const value = (name: string, shape: Shape = null, dtype: ValueInfo['dtype'] = 'float32'): ValueInfo => ({
  name,
  dtype,
  shape,
});

/** Weights of both signs, the same in every run. */
function weights(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 13) / 13 - 0.4);
}

interface Network {
  readonly opset?: number;
  readonly input?: Shape;
  readonly functions?: Graph['functions'];
}

/** A network of one picture input `x`; `build` returns its outputs. */
function network(
  build: (b: Builder) => readonly string[],
  { opset = 17, input = ['N', 3, 8, 8] }: Network = {},
): Uint8Array {
  const builder = createBuilder({ opset, prefix: '' });
  const outputs = build(builder).map((name) => value(name));
  return writeOnnx({
    name: 'seed',
    nodes: builder.nodes,
    constants: builder.constants,
    inputs: [value('x', input)],
    outputs,
    valueInfos: new Map(),
    opset,
    domains: new Map([['', opset]]),
    metadata: { labels: '["a","b","c"]' },
    producer: 'fuzz 1',
    irVersion: 8,
    functions: [],
  });
}

function convolution(
  { op, floats }: Builder,
  x: string,
  [outputs, inputs]: readonly [number, number],
  side = 3,
): string {
  const kernel = floats(weights(outputs * inputs * side * side), [outputs, inputs, side, side]);
  const half = side >> 1;
  return op.Conv(x, kernel, {
    pads: [half, half, half, half],
    strides: [1, 1],
    dilations: [1, 1],
    kernel_shape: [side, side],
    group: 1,
  });
}

/** Global average pool and a linear layer. */
function classify({ op, floats }: Builder, x: string, channels: number): string {
  const flat = op.node('Flatten', [op.node('GlobalAveragePool', [x])], { axis: 1 });
  return op.node('Gemm', [flat, floats(weights(channels * 3), [channels, 3])], { alpha: float(1), transB: 0 });
}

function branch(op: string, input: string, output: string): GraphBody {
  const node: GraphNode = { name: op, op, domain: '', inputs: [input], outputs: [output], attributes: {} };
  return { name: op, nodes: [node], constants: new Map(), inputs: [], outputs: [value(output)], valueInfos: new Map() };
}

/** The body of a loop: v becomes relu(v) and is also collected. */
const loopBody: GraphBody = {
  name: 'body',
  nodes: [
    { name: 'keep', op: 'Identity', domain: '', inputs: ['go'], outputs: ['goes'], attributes: {} },
    { name: 'step', op: 'Relu', domain: '', inputs: ['v'], outputs: ['w'], attributes: {} },
    { name: 'seen', op: 'Identity', domain: '', inputs: ['w'], outputs: ['kept'], attributes: {} },
  ],
  constants: new Map(),
  inputs: [value('i', [], 'int64'), value('go', [], 'bool'), value('v')],
  outputs: [value('goes', [], 'bool'), value('w'), value('kept')],
  valueInfos: new Map(),
};

const networks: Readonly<Record<string, () => Uint8Array>> = {
  classifier: () =>
    network((b) => {
      const { op, floats } = b;
      const a = op.Relu(convolution(b, 'x', [4, 3]));
      const pooled = op.node('MaxPool', [a], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 0 });
      const statistics = [1, 0.1, 0.2, 1.5].map((number) => floats([number, number, number, number]));
      const normal = op.node('BatchNormalization', [pooled, ...statistics], { epsilon: float(1e-5) });
      return [op.node('Softmax', [classify(b, op.Relu(convolution(b, normal, [4, 4])), 4)], { axis: 1 })];
    }),
  transformer: () =>
    network((b) => {
      const { op, floats, ints } = b;
      const patches = op.Conv('x', floats(weights(4 * 3 * 16), [4, 3, 4, 4]), { strides: [4, 4] });
      const batch = op.Gather(op.Shape(patches), ints([0]), 0);
      const rows = op.Transpose(op.Reshape(patches, op.Concat([batch, ints([4, -1])], 0)), [0, 2, 1]);
      const normal = op.node('LayerNormalization', [rows, floats([1, 1, 1, 1]), floats([0, 0, 0, 0])], { axis: -1 });
      const [q, k, v] = op.Split(op.MatMul(normal, floats(weights(48), [4, 12])), [4, 4, 4], 2);
      const scores = op.node('Softmax', [op.MatMul(q!, op.Transpose(k!, [0, 2, 1]))], { axis: -1 });
      const mixed = op.Add(rows, op.MatMul(scores, v!));
      return [op.MatMul(op.ReduceMean(mixed, [1], false), floats(weights(12), [4, 3]))];
    }),
  'sizes that are numbers': () =>
    network((b) => {
      const { op, floats, ints } = b;
      const filled = op.node('ConstantOfShape', [ints([1, 3, 8, 8])]);
      const expanded = op.Expand(op.Add('x', filled), [1, 3, 8, 8]);
      const tiled = op.node('Tile', [expanded, ints([1, 1, 2, 1])]);
      const resized = op.node('Resize', [tiled, '', floats([1, 1, 2, 2])], { mode: 'linear' });
      const padded = op.Pad(resized, [0, 0, 1, 1, 0, 0, 1, 1]);
      const cut = op.Slice(padded, [0, 0], [20, 10], [2, 3], [2, 1]);
      const up = op.ConvTranspose(cut, floats(weights(3 * 4 * 4), [3, 4, 2, 2]), {
        strides: [2, 2],
        output_padding: [1, 1],
      });
      const range = op.node('Range', [ints([0], []), ints([3], []), ints([1], [])]);
      const oneHot = op.node('OneHot', [range, ints([3], []), floats([0, 1])], { axis: -1 });
      return [op.MatMul(classify(b, op.SpaceToDepth(op.Slice(up, [0, 0], [16, 16], [2, 3]), 2), 16), oneHot)];
    }),
  'sizes that are computed': () =>
    network((b) => {
      const { op, ints, floats } = b;
      const shape = op.Shape('x');
      const factor = op.Concat([ints([1, 1]), ints([2, 2])], 0);
      const filled = op.node('ConstantOfShape', [op.Mul(shape, factor)]);
      const resized = op.node('Resize', ['x', '', '', op.Mul(shape, factor)], { mode: 'nearest' });
      const expanded = op.Expand(floats([1]), op.Add(op.Mul(shape, factor), ints([0, 0, 0, 0])));
      const tiled = op.node('Tile', ['x', op.Add(factor, ints([0, 0, 0, 0]))]);
      return [classify(b, op.Sum(filled, resized, expanded, tiled), 3)];
    }),
  'opset 7': () =>
    network(
      (b) => {
        const { op, floats } = b;
        const padded = op.node('Pad', ['x'], { mode: 'constant', pads: [0, 0, 1, 1, 0, 0, 1, 1], value: float(0) });
        const up = op.node('Upsample', [padded], { mode: 'nearest', scales: { floats: [1, 1, 2, 2] } });
        const clipped = op.node('Clip', [convolution(b, up, [4, 3])], { min: float(0), max: float(6) });
        const normal = op.node('InstanceNormalization', [clipped, floats([1, 1, 1, 1]), floats([0, 0, 0, 0])]);
        const dropped = op.node('Dropout', [op.node('LRN', [normal], { size: 3 })], { ratio: float(0.5) });
        const pooled = op.node('AveragePool', [dropped], { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 1, 1] });
        const flat = op.node('Squeeze', [op.node('GlobalAveragePool', [pooled])], { axes: [2, 3] });
        return [op.node('Softmax', [op.MatMul(flat, floats(weights(12), [4, 3]))], { axis: 1 })];
      },
      { opset: 7 },
    ),
  'control flow': () =>
    network((b) => {
      const { op, ints } = b;
      const large = op.Greater(op.ReduceSum('x', undefined, false), b.floats([0], []));
      const one = op.node('If', [large], {
        then_branch: branch('Relu', 'x', 't'),
        else_branch: branch('Tanh', 'x', 'e'),
      });
      const [looped] = op.node('Loop', [ints([3], []), '', one], { body: loopBody }, 2);
      return [classify(b, convolution(b, looped!, [4, 3]), 4)];
    }),
  'sequences and half precision': () =>
    network((b) => {
      const { op, ints, floats } = b;
      const parts = op.node('SplitToSequence', ['x', ints([1, 2])], { axis: 1 });
      const joined = op.node('ConcatFromSequence', [parts], { axis: 1 });
      const half = op.Cast(convolution(b, joined, [4, 3]), 'float16');
      const [values] = op.node('TopK', [op.Cast(op.Relu(half), 'float32'), ints([2])], { axis: 3 }, 2);
      const gated = op.Where(op.Greater(values!, floats([0], [])), values!, floats([0], []));
      return [classify(b, op.node('CumSum', [gated, ints([2], [])]), 4)];
    }),
  'numbers in a row': () =>
    network(
      (b) => {
        const { op, floats } = b;
        const scales = constantFromFloats('s', weights(5));
        const hidden = op.node('LeakyRelu', [op.MatMul('x', floats(weights(20), [4, 5]))], { alpha: float(0.1) });
        const [values, indices] = op.node('TopK', [op.Mul(hidden, floats(weights(5))), b.ints([2])], { axis: 1 }, 2);
        const scaled = op.node('Einsum', [values!, b.constant(scales)], { equation: 'nk,j->nj' });
        return [scaled, indices!];
      },
      { input: ['N', 4], opset: 13 },
    ),
};
