import type { Tensor } from 'onnxruntime-node';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import { float, floats } from '../../src/onnx/graph.js';
import type { AttributeValue, ConstantTensor } from '../../src/onnx/graph.js';
import { int64, noise } from './support.js';

/** A node in the form of an old opset. */
export interface UpgradeCase {
  readonly op: string;
  readonly opset: number;
  readonly attributes?: Record<string, AttributeValue>;
  /** The inputs: tensors are fed, constants are in the model, `null` is omitted. */
  readonly inputs: readonly (Tensor | ConstantTensor | null)[];
  readonly outputs?: number;
  /** The file says nothing of shapes, so that converters cannot know them. */
  readonly unknownShapes?: boolean;
  /** The new form takes several nodes, which round in other places: 1e-6 relative, not bit by bit. */
  readonly rounds?: boolean;
}

const x = noise(1, [2, 3, 4, 5]);
const c = (values: readonly number[], shape?: readonly number[]) =>
  constantFromFloats('', Float32Array.from(values), shape);
const ci = (values: readonly number[], shape?: readonly number[]) => constantFromInts('', values, shape);
const weights = (seed: number, shape: readonly number[]) =>
  constantFromFloats('', noise(seed, shape).data as Float32Array, shape);
const largest = 2 ** 63;

function squeezes(opset: number): UpgradeCase[] {
  const single = noise(2, [1, 3, 1, 2]);
  return [
    { op: 'Squeeze', opset, inputs: [single], attributes: { axes: [0, 2] } },
    { op: 'Squeeze', opset, inputs: [single] },
    { op: 'Unsqueeze', opset, inputs: [x], attributes: { axes: [0, 3] } },
    { op: 'ReduceSum', opset, inputs: [x], attributes: { axes: [1, 3], keepdims: 0 } },
    { op: 'ReduceSum', opset, inputs: [x] },
    { op: 'Split', opset, inputs: [x], attributes: { axis: 3, split: [1, 3, 1] }, outputs: 3 },
    { op: 'Split', opset, inputs: [x], attributes: { axis: 2 }, outputs: 2 },
  ];
}

function softmaxes(opset: number): UpgradeCase[] {
  const axes = [undefined, 0, 1, 2, 3, ...(opset >= 11 ? [-1, -2, -4] : [])];
  return ['Softmax', 'LogSoftmax', 'Hardmax'].flatMap((op) => [
    ...axes.flatMap((axis) =>
      [false, true].map((unknownShapes) => ({
        op,
        opset,
        inputs: [x],
        attributes: axis === undefined ? {} : { axis },
        unknownShapes,
      })),
    ),
    { op, opset, inputs: [noise(3, [2, 3, 1, 1])] },
  ]);
}

function slices(opset: number): UpgradeCase[] {
  return [
    { op: 'Slice', opset, inputs: [x], attributes: { starts: [1, 0], ends: [3, 4], axes: [2, 3] } },
    { op: 'Slice', opset, inputs: [x], attributes: { starts: [0, 1, -3], ends: [largest, 1000, -1] } },
  ];
}

function clips(opset: number): UpgradeCase[] {
  return [
    { op: 'Clip', opset, inputs: [x], attributes: { min: float(-0.25), max: float(0.5) } },
    { op: 'Clip', opset, inputs: [x], attributes: { min: float(0) } },
    { op: 'Clip', opset, inputs: [x], attributes: { max: float(0.1) } },
    { op: 'Clip', opset, inputs: [x] },
  ];
}

function pads(opset: number): UpgradeCase[] {
  const around = [0, 0, 1, 2, 0, 0, 3, 1];
  return [
    { op: 'Pad', opset, inputs: [x], attributes: { pads: around } },
    { op: 'Pad', opset, inputs: [x], attributes: { pads: around, value: float(1.5) } },
    { op: 'Pad', opset, inputs: [x], attributes: { pads: [0, 0, -1, 2, 0, 0, 3, -2] } },
    { op: 'Pad', opset, inputs: [x], attributes: { pads: around, mode: 'reflect' } },
    { op: 'Pad', opset, inputs: [x], attributes: { pads: around, mode: 'edge' } },
  ];
}

function upsamples(opset: number): UpgradeCase[] {
  const scales = [
    [1, 1, 2, 2],
    [1, 1, 3, 1],
    [1, 1, 1.5, 2.3],
  ];
  return ['nearest', 'linear'].flatMap((mode) =>
    scales.map((factors): UpgradeCase =>
      opset < 9
        ? { op: 'Upsample', opset, inputs: [x], attributes: { mode, scales: floats(factors) } }
        : { op: opset < 10 ? 'Upsample' : 'Resize', opset, inputs: [x, c(factors)], attributes: { mode } },
    ),
  );
}

const downsamples: UpgradeCase[] = ['nearest', 'linear'].flatMap((mode) =>
  [
    [1, 1, 0.5, 0.5],
    [1, 1, 0.3, 0.7],
    [1, 1, 0.6, 2],
    [1, 1, 1.7, 0.4],
    [1, 1, 1, 1],
  ].map((factors) => ({ op: 'Resize', opset: 10, inputs: [x, c(factors)], attributes: { mode } })),
);

function batchNormalizations(opset: number): UpgradeCase[] {
  const perChannel = [c([1, 2, 0.5]), c([0, 0.1, -1]), c([0.2, -0.3, 0]), c([1, 0.5, 2])];
  const perPosition = [5, 6, 7].map((seed) => weights(seed, [3, 4, 5]));
  const variance = constantFromFloats(
    '',
    Float32Array.from({ length: 60 }, (_, index) => 0.5 + index / 60),
    [3, 4, 5],
  );
  const op = 'BatchNormalization';
  return [
    { op, opset, inputs: [x, ...perChannel], attributes: { epsilon: float(1e-3) } },
    { op, opset, inputs: [x, ...perChannel] },
    ...(opset < 9
      ? [{ op, opset, inputs: [x, ...perPosition, variance], attributes: { spatial: 0 }, rounds: true }]
      : []),
  ];
}

function recurrent(opset: number): UpgradeCase[] {
  const sequence = noise(8, [4, 2, 3]);
  return (
    [
      ['RNN', 1, 2],
      ['GRU', 3, 2],
      ['LSTM', 4, 3],
    ] as const
  ).flatMap(([op, gates, outputs]) =>
    ['forward', 'bidirectional'].map((direction) => {
      const directions = direction === 'forward' ? 1 : 2;
      const w = [
        weights(9, [directions, gates * 5, 3]),
        weights(10, [directions, gates * 5, 5]),
        weights(11, [directions, 2 * gates * 5]),
      ];
      return { op, opset, inputs: [sequence, ...w], outputs, attributes: { hidden_size: 5, direction } };
    }),
  );
}

function unchanged(opset: number): UpgradeCase[] {
  const weight = weights(12, [4, 3, 3, 3]);
  return [
    { op: 'Conv', opset, inputs: [x, weight], attributes: { pads: [1, 1, 1, 1], strides: [2, 1] } },
    { op: 'Conv', opset, inputs: [x, weight], attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] } },
    { op: 'ConvTranspose', opset, inputs: [x, weights(13, [3, 2, 2, 2])], attributes: { strides: [2, 2] } },
    { op: 'MaxPool', opset, inputs: [x], attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] } },
    { op: 'AveragePool', opset, inputs: [x], attributes: { kernel_shape: [3, 2], pads: [1, 1, 0, 0] } },
    {
      op: 'AveragePool',
      opset,
      inputs: [x],
      attributes: { kernel_shape: [3, 2], pads: [1, 1, 0, 0], count_include_pad: 1 },
    },
    {
      op: 'Gemm',
      opset,
      inputs: [noise(14, [3, 4]), weights(15, [5, 4]), c([1, 2, 3, 4, 5])],
      attributes: { transB: 1 },
    },
    { op: 'Flatten', opset, inputs: [x], attributes: { axis: 2 } },
    { op: 'PRelu', opset, inputs: [x, c([0.1, 0.2, 0.3], [3, 1, 1])] },
    { op: 'ArgMax', opset, inputs: [x], attributes: { axis: 1 } },
    { op: 'Sum', opset, inputs: [x, noise(16, x.dims), noise(17, x.dims)] },
    { op: 'Reshape', opset, inputs: [x, ci([0, -1, 2])] },
    { op: 'DepthToSpace', opset, inputs: [noise(18, [1, 8, 2, 3])], attributes: { blocksize: 2 } },
    { op: 'Cast', opset, inputs: [x], attributes: { to: 7 } },
    { op: 'Pow', opset, inputs: [x, c([2], [])] },
    { op: 'InstanceNormalization', opset, inputs: [x, c([1, 2, 3]), c([0, 1, 2])] },
    { op: 'LRN', opset, inputs: [x], attributes: { size: 3 } },
    { op: 'ReduceMean', opset, inputs: [x], attributes: { axes: [2, 3] } },
    { op: 'Tile', opset, inputs: [x, ci([1, 2, 1, 3])] },
    { op: 'Selu', opset, inputs: [x] },
    { op: 'LpPool', opset, inputs: [x], attributes: { kernel_shape: [2, 2], p: 2 } },
  ];
}

const rois = c([0, 0, 3, 2, 1, 0.5, 4, 4], [2, 4]);

/** Compared with the runtime's own reading of the old opset. */
export const runnable: readonly UpgradeCase[] = [
  ...[7, 9, 10, 11, 12].flatMap(squeezes),
  { op: 'Squeeze', opset: 11, inputs: [noise(2, [1, 3, 1, 2])], attributes: { axes: [-2] } },
  { op: 'Unsqueeze', opset: 11, inputs: [x], attributes: { axes: [-1] } },
  ...[7, 11, 12].flatMap(softmaxes),
  ...[7, 9].flatMap(slices),
  ...[7, 10].flatMap(clips),
  ...[7, 10].flatMap(pads),
  ...[7, 8, 9, 10].flatMap(upsamples),
  ...downsamples,
  ...[7, 8, 9, 13].flatMap(batchNormalizations),
  ...[7, 13].flatMap(recurrent),
  ...[7, 8, 9, 10, 11, 12, 13, 16].flatMap(unchanged),
  ...[7, 10, 11].map((opset) => ({ op: 'Dropout', opset, inputs: [x], attributes: { ratio: float(0.3) } })),
  { op: 'MaxPool', opset: 8, inputs: [x], attributes: { kernel_shape: [2, 2], strides: [2, 2] }, outputs: 2 },
  { op: 'MaxPool', opset: 10, inputs: [x], attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 } },
  { op: 'TopK', opset: 9, inputs: [x], attributes: { k: 3, axis: 1 }, outputs: 2 },
  { op: 'TopK', opset: 7, inputs: [x], attributes: { k: 2 }, outputs: 2 },
  { op: 'TopK', opset: 10, inputs: [x, ci([3])], attributes: { axis: 2 }, outputs: 2 },
  { op: 'OneHot', opset: 9, inputs: [int64([0, 2, -1, 5]), ci([3]), c([0, 1])] },
  { op: 'Scatter', opset: 9, inputs: [noise(19, [3, 3]), ci([0, 2, 1], [1, 3]), c([1, 2, 3], [1, 3])] },
  {
    op: 'Scatter',
    opset: 10,
    inputs: [noise(19, [3, 3]), ci([0, 2, 1], [3, 1]), c([1, 2, 3], [3, 1])],
    attributes: { axis: 1 },
  },
  { op: 'CumSum', opset: 11, inputs: [x, ci([1], [])], attributes: { reverse: 1 } },
  { op: 'GatherND', opset: 11, inputs: [x, ci([0, 1, 1, 2], [2, 2])] },
  {
    op: 'RoiAlign',
    opset: 10,
    inputs: [noise(20, [1, 2, 6, 6]), rois, ci([0, 0])],
    attributes: { output_height: 2, output_width: 2, sampling_ratio: 2 },
  },
  { op: 'ImageScaler', opset: 7, inputs: [x], attributes: { scale: float(0.5), bias: floats([1, 2, 3]) } },
  { op: 'Affine', opset: 7, inputs: [x], attributes: { alpha: float(0.5), beta: float(2) } },
  { op: 'ScaledTanh', opset: 7, rounds: true, inputs: [x], attributes: { alpha: float(0.5), beta: float(2) } },
  { op: 'ParametricSoftplus', opset: 7, rounds: true, inputs: [x], attributes: { alpha: float(0.5), beta: float(2) } },
  { op: 'Crop', opset: 7, inputs: [x], attributes: { border: [1, 0, 2, 1] } },
  { op: 'Crop', opset: 7, inputs: [x], attributes: { border: [0, 0, 0, 0] } },
  { op: 'Crop', opset: 7, inputs: [x], attributes: { border: [1, 2, 0, 0], scale: [2, 3] } },
  { op: 'MeanVarianceNormalization', opset: 8, rounds: true, inputs: [x] },
  { op: 'MeanVarianceNormalization', opset: 8, rounds: true, inputs: [x], attributes: { across_channels: 1 } },
  { op: 'MeanVarianceNormalization', opset: 8, rounds: true, inputs: [x], attributes: { normalize_variance: 0 } },
];
