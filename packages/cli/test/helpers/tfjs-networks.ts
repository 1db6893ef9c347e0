import { mkdir } from 'node:fs/promises';
import { weightAt } from './networks.js';
import type { Sandbox } from './sandbox.js';

/** A model of TensorFlow.js: its model.json, and its only file of weights. */
export interface TfjsFiles {
  readonly 'model.json': string;
  readonly 'weights.bin': Uint8Array;
}

type Json = Readonly<Record<string, unknown>>;

/** ONNX keeps a kernel as [out, in, y, x], TensorFlow.js as [y, x, in, out]. */
function kernel(): Float32Array {
  const values = new Float32Array(4 * 3 * 3 * 3);
  for (let i = 0; i < values.length; i++) {
    const [out, channel, y, x] = [Math.floor(i / 27), Math.floor(i / 9) % 3, Math.floor(i / 3) % 3, i % 3];
    values[((y * 3 + x) * 3 + channel) * 4 + out] = weightAt(i);
  }
  return values;
}

const weights = Float32Array.from([...kernel(), ...Array.from({ length: 12 }, (_, i) => weightAt(i))]);
const weightsManifest = (kernelName: string, matrixName: string): Json[] => [
  {
    paths: ['weights.bin'],
    weights: [
      { name: kernelName, shape: [3, 3, 3, 4], dtype: 'float32' },
      { name: matrixName, shape: [4, 3], dtype: 'float32' },
    ],
  },
];

const conv = (name: string, more: Json = {}): Json => ({
  class_name: 'Conv2D',
  name,
  config: { name, filters: 4, kernel_size: [3, 3], padding: 'same', use_bias: false, activation: 'relu', ...more },
  inbound_nodes: [[['image', 0, 0, {}]]],
});
const pool: Json = {
  class_name: 'GlobalAveragePooling2D',
  name: 'pooled',
  config: { name: 'pooled' },
  inbound_nodes: [[['features', 0, 0, {}]]],
};
const dense: Json = {
  class_name: 'Dense',
  name: 'logits',
  config: { name: 'logits', units: 3, use_bias: false, activation: 'linear' },
  inbound_nodes: [[['pooled', 0, 0, {}]]],
};

function files(modelTopology: unknown, more: Json = {}): TfjsFiles {
  const json = {
    format: 'layers-model',
    generatedBy: 'test',
    modelTopology,
    weightsManifest: weightsManifest('features/kernel', 'logits/kernel'),
    ...more,
  };
  return { 'model.json': JSON.stringify(json), 'weights.bin': new Uint8Array(weights.buffer) };
}

/** `classifier()` of the ONNX networks as a LayersModel: the same weights, the same numbers. */
export function tfjsClassifier(size: readonly (number | null)[] = [8, 8], more: Json = {}): TfjsFiles {
  const image = { class_name: 'InputLayer', name: 'image', inbound_nodes: [] };
  const config = { name: 'image', batch_input_shape: [null, ...size, 3], dtype: 'float32' };
  return files(
    {
      class_name: 'Model',
      config: {
        name: 'classifier',
        layers: [{ ...image, config }, conv('features'), pool, dense],
        input_layers: [['image', 0, 0]],
        output_layers: [['logits', 0, 0]],
      },
    },
    more,
  );
}

/** The same as Teachable Machine nests it: a Sequential of a Sequential that says the input, and a head. */
export function nestedClassifier(): TfjsFiles {
  const sequential = (name: string, layers: readonly Json[]): Json => ({
    class_name: 'Sequential',
    config: { name, layers },
  });
  const body = sequential('body', [conv('features', { batch_input_shape: [null, 16, 16, 3] }), pool]);
  return files(
    sequential('whole', [
      body,
      sequential('head', [{ ...dense, config: { ...(dense['config'] as Json), batch_input_shape: [null, 4] } }]),
    ]),
  );
}

/** The same as a GraphModel, with a signature. */
export function graphClassifier(): TfjsFiles {
  const dims = (sides: readonly number[]): Json => ({ dim: sides.map((size) => ({ size: String(size) })) });
  const float = { type: 'DT_FLOAT' };
  const constant = (name: string, shape: readonly number[]): Json => ({
    name,
    op: 'Const',
    attr: { dtype: float, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: dims(shape) } } },
  });
  const node = [
    { name: 'image', op: 'Placeholder', attr: { dtype: float, shape: { shape: dims([-1, 8, 8, 3]) } } },
    constant('features/kernel', [3, 3, 3, 4]),
    constant('logits/kernel', [4, 3]),
    {
      name: 'axes',
      op: 'Const',
      attr: { dtype: { type: 'DT_INT32' }, value: { tensor: { dtype: 'DT_INT32', tensorShape: dims([2]) } } },
    },
    {
      name: 'convolved',
      op: 'Conv2D',
      input: ['image', 'features/kernel'],
      attr: {
        T: float,
        strides: { list: { i: ['1', '1', '1', '1'] } },
        padding: { s: btoa('SAME') },
        data_format: { s: btoa('NHWC') },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
      },
    },
    { name: 'features', op: 'Relu', input: ['convolved'], attr: { T: float } },
    { name: 'pooled', op: 'Mean', input: ['features', 'axes'], attr: { T: float, keep_dims: { b: false } } },
    {
      name: 'logits',
      op: 'MatMul',
      input: ['pooled', 'logits/kernel'],
      attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
    },
  ];
  const info = (name: string, sides: readonly number[]): Json => ({
    name: `${name}:0`,
    dtype: 'DT_FLOAT',
    tensorShape: dims(sides),
  });
  const json = {
    format: 'graph-model',
    generatedBy: 'test',
    convertedBy: 'hand',
    signature: {
      inputs: { image: info('image', [-1, 8, 8, 3]) },
      outputs: { logits: info('logits', [-1, 3]) },
    },
    modelTopology: { node, versions: {} },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'features/kernel', shape: [3, 3, 3, 4], dtype: 'float32' },
          { name: 'logits/kernel', shape: [4, 3], dtype: 'float32' },
          { name: 'axes', shape: [2], dtype: 'int32' },
        ],
      },
    ],
  };
  const bytes = [...new Uint8Array(weights.buffer), ...new Uint8Array(Int32Array.of(1, 2).buffer)];
  return { 'model.json': JSON.stringify(json), 'weights.bin': Uint8Array.from(bytes) };
}

/** Puts a model into a folder of a sandbox. */
export async function writeModel({ write, path }: Sandbox, folder: string, files: TfjsFiles): Promise<void> {
  await mkdir(path(folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) await write(`${folder}/${name}`, content as string | Uint8Array);
}
