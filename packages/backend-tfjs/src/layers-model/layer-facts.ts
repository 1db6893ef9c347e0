import type { LayerKind, Layout } from '@pellucid/core';
import type { layers } from '@tensorflow/tfjs-layers';
import { allOfKind, keepsAxes } from '../layer-kinds.js';
import type { StepFacts } from '../program.js';

export type KerasLayer = layers.Layer;

type Shapes = readonly (readonly (number | null)[])[];

const kinds: Readonly<Record<string, LayerKind>> = {
  ...allOfKind('convolution', 'Conv1D Conv2D Conv3D Conv2DTranspose Conv3DTranspose DepthwiseConv2D SeparableConv2D'),
  ...allOfKind('dense', 'Dense'),
  ...allOfKind('activation', 'ReLU LeakyReLU PReLU ELU ThresholdedReLU'),
  ...allOfKind('softmax', 'Softmax'),
  ...allOfKind('add', 'Add Average'),
  ...allOfKind('multiply', 'Multiply Rescaling'),
  ...allOfKind('concat', 'Concatenate'),
  ...allOfKind('batch-normalization', 'BatchNormalization'),
  ...allOfKind('normalization', 'LayerNormalization'),
  ...allOfKind('pool', 'MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D'),
  ...allOfKind('global-average-pool', 'GlobalAveragePooling1D GlobalAveragePooling2D'),
  ...allOfKind('global-max-pool', 'GlobalMaxPooling1D GlobalMaxPooling2D'),
  ...allOfKind('resize', 'UpSampling2D Resizing'),
  ...allOfKind('shape', 'Reshape Flatten Permute Dropout SpatialDropout1D GaussianNoise GaussianDropout AlphaDropout'),
};

/** Layers that take, or give, feature maps [N, H, W, C] or, with `data_format` channels first, [N, C, H, W]. */
const spatial =
  /^(Conv2D|Conv2DTranspose|DepthwiseConv2D|SeparableConv2D|(Max|Average|GlobalMax|GlobalAverage)Pooling2D|UpSampling2D|ZeroPadding2D|Cropping2D|Resizing|CenterCrop)$/;

const dropouts = /Dropout|^GaussianNoise$/;

/** What methods want to know of a call of a layer. */
export function layerFacts(layer: KerasLayer, before: Shapes, after: Shapes): StepFacts {
  const op = layer.getClassName();
  const config = layer.getConfig();
  const kind = kindOf(op, config, before[0]!, after[0]!);
  const facts: StepFacts = { kind, op, axes: axesOf(op, kind, config) };
  if (op === 'Activation') return { ...activationFacts(config['activation'] as string), op };
  if (op === 'ReLU') return { ...facts, rectifier: true };
  if (op === 'Permute') return { ...facts, permutation: [0, ...(config['dims'] as number[])] };
  if (op === 'Concatenate') return { ...facts, ...placementOf(Number(config['axis']), before) };
  return isPointwise(op, config) ? { ...facts, pointwise: true } : facts;
}

/** What methods want to know of an activation function, by its name. */
export function activationFacts(name: string): StepFacts {
  const op = name;
  if (name === 'linear') return { kind: 'shape', op, axes: 'kept' };
  if (name === 'softmax' || name === 'logSoftmax') return { kind: 'softmax', op, axes: 'kept' };
  if (name === 'sigmoid') return { kind: 'sigmoid', op, axes: 'kept' };
  const rectifier = name === 'relu' || name === 'relu6';
  return { kind: 'activation', op, axes: 'kept', ...(rectifier && { rectifier }) };
}

type Config = Readonly<Record<string, unknown>>;

function kindOf(op: string, config: Config, before: Shapes[number], after: Shapes[number]): LayerKind {
  if (op === 'AveragePooling2D' && hasWholeWindow(config, before, after)) return 'global-average-pool';
  return kinds[op] ?? 'other';
}

/** Whether the window of a pool is the map, without anything around it. */
function hasWholeWindow({ poolSize, dataFormat }: Config, before: Shapes[number], after: Shapes[number]): boolean {
  const sides = dataFormat === 'channelsFirst' ? [2, 3] : [1, 2];
  return sides.every((axis, i) => after[axis] === 1 && before[axis] === (poolSize as number[])[i]);
}

function axesOf(op: string, kind: LayerKind, { dataFormat }: Config): Layout | 'kept' | null {
  if (spatial.test(op)) return dataFormat === 'channelsFirst' ? 'nchw' : 'nhwc';
  return keepsAxes.includes(kind) || dropouts.test(op) || op === 'Subtract' ? 'kept' : null;
}

function isPointwise(op: string, { kernelSize, strides }: Config): boolean {
  const isOnes = (sides: unknown): boolean => Array.isArray(sides) && sides.every((side) => side === 1);
  return /^Conv[123]D$/.test(op) && isOnes(kernelSize) && isOnes(strides);
}

function placementOf(at: number, before: Shapes): Pick<StepFacts, 'placement'> {
  const axis = at < 0 ? at + before[0]!.length : at;
  const lengths = before.map((shape) => shape[axis]);
  if (!lengths.every((length) => typeof length === 'number')) return {};
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
  return { placement: { axis, starts } };
}
