import { sizeOf } from '../tensor.js';
import type { Op } from './op.js';
import { linear } from './op.js';

/** The same values, in the same order, in another shape. */
export function reshape(wanted: readonly number[]): Op {
  return sameOrder('Reshape', () => [...wanted]);
}

export const flatten: Op = sameOrder('Flatten', (shape) => [sizeOf(shape)]);

function sameOrder(name: string, shapeOf: (shape: readonly number[]) => number[]): Op {
  return linear({
    name,
    kind: 'shape',
    shapeOf,
    eachTap(shape, visit) {
      for (let i = 0; i < sizeOf(shape); i++) visit(i, i, 1);
    },
  });
}

/** Axis i of the result is axis `permutation[i]` of the row. */
export function transpose(permutation: readonly number[]): Op {
  return linear({
    name: 'Transpose',
    kind: 'shape',
    permutation,
    shapeOf: (shape) => permutation.map((axis) => shape[axis]!),
    eachTap(shape, visit) {
      const stepOf = (axis: number): number => sizeOf(shape.slice(axis + 1));
      const sides = permutation.map((axis) => shape[axis]!);
      for (let to = 0; to < sizeOf(shape); to++) {
        let from = 0;
        let rest = to;
        for (let i = sides.length - 1; i >= 0; i--) {
          from += (rest % sides[i]!) * stepOf(permutation[i]!);
          rest = Math.floor(rest / sides[i]!);
        }
        visit(to, from, 1);
      }
    },
  });
}

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
