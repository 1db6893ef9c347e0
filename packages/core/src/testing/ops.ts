import { sizeOf } from '../tensor.js';
import type { Op } from './op.js';
import { elementwise, linear } from './op.js';

export interface ConvolutionOptions {
  /** One per output channel. Default 0. */
  readonly bias?: ArrayLike<number>;
  readonly stride?: number;
  /** Zeros around the picture, on every side. */
  readonly padding?: number;
  /** Parts that the channels are in, each with kernels of its own. Default 1. */
  readonly groups?: number;
}

/** 2-d convolution (cross-correlation) with weights [out, in / groups, kernel, kernel] in row-major order. */
export function convolution(
  weights: ArrayLike<number>,
  shape: readonly [number, number, number],
  options: ConvolutionOptions = {},
): Op {
  const [outputs, inputs, kernel] = shape;
  const { bias, stride = 1, padding = 0, groups = 1 } = options;
  const side = (length: number): number => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return linear({
    name: 'Conv',
    kind: 'convolution',
    pointwise: kernel === 1 && stride === 1,
    shapeOf: ([, height, width]) => [outputs, side(height!), side(width!)],
    bias: (to, [, height, width]) => bias?.[Math.floor(to / (height! * width!))] ?? 0,
    eachTap([, height, width], visit) {
      let to = 0;
      for (let o = 0; o < outputs; o++) {
        const first = Math.floor((o * groups) / outputs) * inputs;
        for (let y = 0; y < side(height!); y++) {
          for (let x = 0; x < side(width!); x++, to++) {
            for (let i = 0; i < inputs; i++) {
              for (let ky = 0; ky < kernel; ky++) {
                for (let kx = 0; kx < kernel; kx++) {
                  const atY = y * stride + ky - padding;
                  const atX = x * stride + kx - padding;
                  if (atY < 0 || atY >= height! || atX < 0 || atX >= width!) continue;
                  visit(
                    to,
                    ((first + i) * height! + atY) * width! + atX,
                    weights[((o * inputs + i) * kernel + ky) * kernel + kx]!,
                  );
                }
              }
            }
          }
        }
      }
    },
  });
}

/** A linear layer with weights [out, in] in row-major order; takes any shape as a vector. */
export function dense(weights: ArrayLike<number>, bias: ArrayLike<number>): Op {
  return linear({
    name: 'Gemm',
    kind: 'dense',
    shapeOf: () => [bias.length],
    bias: (to) => bias[to]!,
    eachTap(shape, visit) {
      const inputs = sizeOf(shape);
      for (let to = 0; to < bias.length; to++) {
        for (let from = 0; from < inputs; from++) visit(to, from, weights[to * inputs + from]!);
      }
    },
  });
}

/** A matrix [out, in], in row-major order, times every vector along the last axis: [..., in] to [..., out]. */
export function matMul(weights: ArrayLike<number>, outputs: number): Op {
  return linear({
    name: 'MatMul',
    kind: 'dense',
    shapeOf: (shape) => [...shape.slice(0, -1), outputs],
    eachTap(shape, visit) {
      const inputs = shape.at(-1)!;
      for (let row = 0; row < sizeOf(shape) / inputs; row++) {
        for (let to = 0; to < outputs; to++) {
          for (let from = 0; from < inputs; from++)
            visit(row * outputs + to, row * inputs + from, weights[to * inputs + from]!);
        }
      }
    },
  });
}

export interface BatchNormalizationOptions {
  /** One number each channel, all of them. */
  readonly scale: ArrayLike<number>;
  readonly offset: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  readonly epsilon: number;
}

/** scale (x - mean) / sqrt(variance + epsilon) + offset, channel by channel (Ioffe and Szegedy 2015). */
export function batchNormalization(options: BatchNormalizationOptions): Op {
  const { scale, offset, mean, variance, epsilon } = options;
  const slope = (channel: number): number => scale[channel]! / Math.sqrt(variance[channel]! + epsilon);
  const channelOf = (at: number, shape: readonly number[]): number => Math.floor(at / sizeOf(shape.slice(1)));
  return linear({
    name: 'BatchNormalization',
    kind: 'batch-normalization',
    shapeOf: (shape) => [...shape],
    bias(to, shape) {
      const channel = channelOf(to, shape);
      return offset[channel]! - mean[channel]! * slope(channel);
    },
    eachTap(shape, visit) {
      for (let i = 0; i < sizeOf(shape); i++) visit(i, i, slope(channelOf(i, shape)));
    },
  });
}

export const relu = elementwise(
  { name: 'Relu', kind: 'activation', rectifies: true },
  (x) => Math.max(x, 0),
  (x) => (x > 0 ? 1 : 0),
  [0],
);

/** Between 0 and 6; the derivative is 0 at both. */
export const relu6 = elementwise(
  { name: 'Relu6', kind: 'activation', rectifies: true },
  (x) => Math.min(Math.max(x, 0), 6),
  (x) => (x > 0 && x < 6 ? 1 : 0),
  [0, 6],
);

/** `slope` times as steep below 0 as above, where it is 1; the derivative at 0 is `slope`. */
export function leakyRelu(slope: number): Op {
  return elementwise(
    { name: 'LeakyRelu', kind: 'activation' },
    (x) => (x > 0 ? x : slope * x),
    (x) => (x > 0 ? 1 : slope),
    [0],
  );
}

/** log(1 + exp(x)): a ReLU without a kink. */
export const softplus = elementwise(
  { name: 'Softplus', kind: 'activation' },
  (x) => Math.log1p(Math.exp(x)),
  (x) => logistic(x),
);

export const sigmoid = elementwise({ name: 'Sigmoid', kind: 'sigmoid' }, logistic, (x) => logistic(x) * logistic(-x));

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Over the first axis, at each position. */
export const softmax: Op = {
  name: 'Softmax',
  kind: 'softmax',
  forward([input]) {
    const { data, shape } = input!;
    const cells = data.length / shape[0]!;
    const highest = Float64Array.from({ length: cells }, (_, p) => Math.max(...data.filter((_, i) => i % cells === p)));
    const powers = Float64Array.from(data, (x, i) => Math.exp(x - highest[i % cells]!));
    const totals = new Float64Array(cells);
    powers.forEach((power, i) => (totals[i % cells]! += power));
    return { data: Float32Array.from(powers, (power, i) => power / totals[i % cells]!), shape };
  },
  vjp(cotangent, _, { data, shape }) {
    const cells = data.length / shape[0]!;
    const means = new Float64Array(cells);
    cotangent.forEach((g, i) => (means[i % cells]! += g * data[i]!));
    return [cotangent.map((g, i) => data[i]! * (g - means[i % cells]!))];
  },
};

export const add: Op = {
  name: 'Add',
  kind: 'add',
  forward: ([a, b]) => ({ ...a!, data: a!.data.map((value, i) => value + b!.data[i]!) }),
  vjp: (cotangent) => [cotangent, cotangent],
};

/** A feature map times a gate with one value per channel, or one per element. */
export const multiply: Op = {
  name: 'Mul',
  kind: 'multiply',
  forward([a, gate]) {
    const cells = a!.data.length / gate!.data.length;
    return { ...a!, data: a!.data.map((value, i) => value * gate!.data[Math.floor(i / cells)]!) };
  },
  vjp(cotangent, [a, gate]) {
    const cells = a!.data.length / gate!.data.length;
    const atGate = new Float64Array(gate!.data.length);
    cotangent.forEach((g, i) => (atGate[Math.floor(i / cells)]! += g * a!.data[i]!));
    return [cotangent.map((g, i) => g * gate!.data[Math.floor(i / cells)]!), atGate];
  },
};
