import { float } from '../../../backend-ort/src/onnx/graph.js';
import type {
  AttributeValue,
  ConstantTensor,
  Graph,
  GraphNode,
  ValueInfo,
} from '../../../backend-ort/src/onnx/graph.js';
import { writeOnnx } from '../../../backend-ort/src/onnx/write.js';

type Shape = readonly (number | string)[];

function info(name: string, shape: Shape): ValueInfo {
  return { name, dtype: 'float32', shape };
}

function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, AttributeValue> = {},
): GraphNode {
  return { name: `${op} of ${output}`, op, domain: '', inputs, outputs: [output], attributes };
}

/** The i-th weight of every tensor: different ones, of both signs, the same in every run. */
export function weightAt(i: number): number {
  const { sin, floor } = Math;
  const x = sin(i + 1) * 43758.5453;
  return x - floor(x) - 0.4;
}

function weights(name: string, shape: readonly number[]): ConstantTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = Float32Array.from({ length: size }, (_, i) => weightAt(i));
  return { name, dtype: 'float32', shape, bytes: new Uint8Array(values.buffer) };
}

function network(
  nodes: readonly GraphNode[],
  constants: readonly ConstantTensor[],
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
): Uint8Array {
  const graph: Graph = {
    name: 'test',
    nodes,
    constants: new Map(constants.map((constant) => [constant.name, constant])),
    inputs,
    outputs,
    valueInfos: new Map(),
    opset: 17,
    domains: new Map([['', 17]]),
    metadata: {},
    producer: 'test',
    irVersion: 8,
    functions: [],
  };
  return writeOnnx(graph);
}

const features = [
  node('Conv', ['image', 'kernel'], 'convolved', { pads: [1, 1, 1, 1] }),
  node('Relu', ['convolved'], 'features'),
];
const kernel = weights('kernel', [4, 3, 3, 3]);
const head = [
  node('GlobalAveragePool', ['features'], 'pooled'),
  node('Flatten', ['pooled'], 'flat'),
  node('Gemm', ['flat', 'matrix'], 'logits'),
];
const matrix = weights('matrix', [4, 3]);

/** Convolution, ReLU, pool, linear layer: three classes of pictures 8 x 8. */
export function classifier(size: Shape = [8, 8]): Uint8Array {
  return network(
    [...features, ...head],
    [kernel, matrix],
    [info('image', ['N', 3, ...size])],
    [info('logits', ['N', 3])],
  );
}

/** The classifier, but its file takes [N, H, W, 3]. */
export function channelsLastClassifier(size: Shape): Uint8Array {
  return network(
    [
      node('Transpose', ['image'], 'picture', { perm: [0, 3, 1, 2] }),
      ...features.map((one) => ({ ...one, inputs: one.inputs.map((name) => (name === 'image' ? 'picture' : name)) })),
      ...head,
    ],
    [kernel, matrix],
    [info('image', ['N', ...size, 3])],
    [info('logits', ['N', 3])],
  );
}

/** The classifier, its convolution's weights missing: they are to come from a file beside it. */
export function classifierWithoutKernel(): Uint8Array {
  return network([...features, ...head], [matrix], [info('image', ['N', 3, 8, 8])], [info('logits', ['N', 3])]);
}

/** Bytes of the convolution's weights of the classifier. */
export const kernelBytes = kernel.bytes;

/** A mask per class as output: [N, 2, 8, 8]. */
export function segmenter(): Uint8Array {
  return network(
    [...features, node('Conv', ['features', 'pick'], 'scores')],
    [kernel, weights('pick', [2, 4, 1, 1])],
    [info('image', ['N', 3, 8, 8])],
    [info('scores', ['N', 2, 8, 8])],
  );
}

/** Two pictures are compared: no single input to explain. */
export function withTwoInputs(): Uint8Array {
  return network(
    [node('Add', ['left', 'right'], 'sum')],
    [],
    [info('left', ['N', 3]), info('right', ['N', 3])],
    [info('sum', ['N', 3])],
  );
}

/** The product of an input and a row of a table that an index picks, summed to one score: the gradient is that row. */
export function withIndex(): Uint8Array {
  return network(
    [
      node('Gather', ['table', 'index'], 'picked'),
      node('Mul', ['numbers', 'picked'], 'product'),
      node('ReduceSum', ['product', 'axes'], 'score', { keepdims: 1 }),
    ],
    [
      weights('table', [5, 3]),
      { name: 'axes', dtype: 'int64', shape: [1], bytes: new Uint8Array(BigInt64Array.of(1n).buffer) },
    ],
    [info('numbers', ['N', 3]), { name: 'index', dtype: 'int64', shape: ['N'] }],
    [info('score', ['N', 1])],
  );
}

/** An operator without a gradient rule lies before the feature layer and one behind it does not. */
export function withoutRule(): Uint8Array {
  return network(
    [
      node('Det', ['image'], 'determinants'),
      node('Flatten', ['determinants'], 'flat'),
      node('Gemm', ['flat', 'matrix'], 'logits'),
    ],
    [weights('matrix', [3, 3])],
    [info('image', ['N', 3, 8, 8])],
    [info('logits', ['N', 3])],
  );
}

/** Four numbers in, three scores out. */
export function ofNumbers(): Uint8Array {
  return network(
    [node('Gemm', ['row', 'matrix'], 'hidden'), node('LeakyRelu', ['hidden'], 'scores', { alpha: float(0.1) })],
    [matrix],
    [info('row', ['N', 4])],
    [info('scores', ['N', 3])],
  );
}

/** A model's file with an initializer added that lies in another file. Protobuf merges what is appended. */
export function withExternal(model: Uint8Array, name: string, shape: readonly number[], location: string): Uint8Array {
  const entry = (key: string, value: string): number[] => field(13, [...field(1, text(key)), ...field(2, text(value))]);
  const tensor = [
    ...shape.flatMap((side) => [8, side]), // dims
    ...[16, 1], // float
    ...field(8, text(name)),
    ...entry('location', location),
    ...[112, 1], // external
  ];
  return Uint8Array.from([...model, ...field(7, field(5, tensor))]);
}

/** A length-delimited field. */
function field(number: number, content: readonly number[]): number[] {
  if (content.length > 16383) throw new Error('Longer than two bytes of length can say.');
  const length = content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7];
  return [(number << 3) | 2, ...length, ...content];
}

function text(content: string): number[] {
  return [...new TextEncoder().encode(content)];
}
