import { ranked } from '../target-weights.js';
import type { LayerKind } from '../model.js';
import { sizeOf } from '../tensor.js';

/** One row of a tensor, the batch axis left out. */
export interface Value {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** An operation on one row, with its exact derivative. */
export interface Op {
  /** The name for people: `Layer.op`. */
  readonly name: string;
  readonly kind: LayerKind;
  readonly pointwise?: boolean;
  /** Acts as a ReLU: rule sets change how cotangents pass it. */
  readonly rectifies?: boolean;
  forward(inputs: readonly Value[]): Value;
  /** The gradient at each input, given that at the output. */
  vjp(cotangent: Float64Array, inputs: readonly Value[], output: Value): Float64Array[];
}

/** A linear operation: `visit` is called with every (to, from, weight) of output[to] += weight * input[from]. */
interface Linear extends Pick<Op, 'name' | 'kind' | 'pointwise'> {
  shapeOf(input: readonly number[]): number[];
  eachTap(input: readonly number[], visit: (to: number, from: number, weight: number) => void): void;
  bias?(to: number, output: readonly number[]): number;
}

function linear({ shapeOf, eachTap, bias, ...about }: Linear): Op {
  return {
    ...about,
    forward([input]) {
      const shape = shapeOf(input!.shape);
      const sums = Float64Array.from({ length: sizeOf(shape) }, (_, to) => bias?.(to, shape) ?? 0);
      eachTap(input!.shape, (to, from, weight) => (sums[to]! += weight * input!.data[from]!));
      return { data: Float32Array.from(sums), shape };
    },
    vjp(cotangent, [input]) {
      const gradient = new Float64Array(input!.data.length);
      eachTap(input!.shape, (to, from, weight) => (gradient[from]! += weight * cotangent[to]!));
      return [gradient];
    },
  };
}

export interface ConvolutionOptions {
  /** One per output channel. Default 0. */
  readonly bias?: readonly number[];
  readonly stride?: number;
  /** Zeros around the picture, on every side. */
  readonly padding?: number;
}

/** 2-d convolution (cross-correlation) with weights [out, in, kernel, kernel] in row-major order. */
export function convolution(
  weights: readonly number[],
  shape: readonly [number, number, number],
  options: ConvolutionOptions = {},
): Op {
  const [outputs, inputs, kernel] = shape;
  const { bias, stride = 1, padding = 0 } = options;
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
                    (i * height! + atY) * width! + atX,
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
export function dense(weights: readonly number[], bias: readonly number[]): Op {
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

/** Mean over all positions: [C, h, w] to [C, 1, 1]. */
export const globalAveragePool: Op = linear({
  name: 'GlobalAveragePool',
  kind: 'global-average-pool',
  shapeOf: ([channels]) => [channels!, 1, 1],
  eachTap([channels, ...sides], visit) {
    const cells = sizeOf(sides);
    for (let from = 0; from < channels! * cells; from++) visit(Math.floor(from / cells), from, 1 / cells);
  },
});

export const flatten: Op = linear({
  name: 'Flatten',
  kind: 'shape',
  shapeOf: (shape) => [sizeOf(shape)],
  eachTap(shape, visit) {
    for (let i = 0; i < sizeOf(shape); i++) visit(i, i, 1);
  },
});

/** Every pixel repeated `factor` times along both axes. */
export function upsampleNearest(factor: number): Op {
  return linear({
    name: 'Resize',
    kind: 'resize',
    shapeOf: ([channels, height, width]) => [channels!, height! * factor, width! * factor],
    eachTap([channels, height, width], visit) {
      const rows = channels! * height!;
      for (let y = 0; y < rows * factor; y++) {
        for (let x = 0; x < width! * factor; x++) {
          visit(y * width! * factor + x, Math.floor(y / factor) * width! + Math.floor(x / factor), 1);
        }
      }
    },
  });
}

/** A function of each value alone; `derivative` is given its argument. */
export function elementwise(
  about: Pick<Op, 'name' | 'kind' | 'rectifies'>,
  value: (x: number) => number,
  derivative: (x: number) => number,
): Op {
  return {
    ...about,
    forward: ([input]) => ({ ...input!, data: input!.data.map(value) }),
    vjp: (cotangent, [input]) => [cotangent.map((g, i) => g * derivative(input!.data[i]!))],
  };
}

export const relu = elementwise(
  { name: 'Relu', kind: 'activation', rectifies: true },
  (x) => Math.max(x, 0),
  (x) => (x > 0 ? 1 : 0),
);

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

/** The largest value of each `size` x `size` block; the gradient goes to the first of equals. */
export function maxPool(size: number): Op {
  const winners = ({ data, shape: [channels, height, width] }: Value): number[] => {
    const found: number[] = [];
    for (let y = 0; y < channels! * height!; y += size) {
      for (let x = 0; x < width!; x += size) {
        const block = Array.from(
          { length: size * size },
          (_, i) => (y + Math.floor(i / size)) * width! + x + (i % size),
        );
        found.push(block[ranked(block.map((at) => data[at]!))[0]!]!);
      }
    }
    return found;
  };
  return {
    name: 'MaxPool',
    kind: 'pool',
    forward([input]) {
      const [channels, height, width] = input!.shape;
      return {
        data: Float32Array.from(winners(input!), (at) => input!.data[at]!),
        shape: [channels!, height! / size, width! / size],
      };
    },
    vjp(cotangent, [input]) {
      const gradient = new Float64Array(input!.data.length);
      winners(input!).forEach((at, to) => (gradient[at]! += cotangent[to]!));
      return [gradient];
    },
  };
}

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

/** Along the first axis. */
export const concat: Op = {
  name: 'Concat',
  kind: 'concat',
  forward(inputs) {
    const channels = inputs.reduce((sum, { shape }) => sum + shape[0]!, 0);
    return {
      data: Float32Array.from(inputs.flatMap(({ data }) => [...data])),
      shape: [channels, ...inputs[0]!.shape.slice(1)],
    };
  },
  vjp(cotangent, inputs) {
    let start = 0;
    return inputs.map(({ data }) => cotangent.slice(start, (start += data.length)));
  },
};
