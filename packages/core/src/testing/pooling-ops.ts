import { ranked } from '../target-weights.js';
import { sizeOf } from '../tensor.js';
import type { Op, Value } from './op.js';
import { linear } from './op.js';

/** Mean over all positions: [C, h, w] to [C, 1, 1]. */
export const globalAveragePool: Op = meanOfPositions('GlobalAveragePool', (channels) => [channels, 1, 1]);

/** Mean over all positions, which are left out: [C, h, w] to [C]. */
export const globalMean: Op = meanOfPositions('ReduceMean', (channels) => [channels]);

function meanOfPositions(name: string, shapeOf: (channels: number) => number[]): Op {
  return linear({
    name,
    kind: 'global-average-pool',
    shapeOf: ([channels]) => shapeOf(channels!),
    eachTap([channels, ...sides], visit) {
      const cells = sizeOf(sides);
      for (let from = 0; from < channels! * cells; from++) visit(Math.floor(from / cells), from, 1 / cells);
    },
  });
}

export interface PoolOptions {
  /** Default: the window's size. */
  readonly stride?: number;
  /** Cells around the picture, on every side, that never count. */
  readonly padding?: number;
}

/** The cells of every window of a pool, by index in the row; one window for each value of the result. */
function windowsOf([channels, height, width]: readonly number[], size: number, options: PoolOptions): number[][] {
  const { stride = size, padding = 0 } = options;
  const starts = (length: number): number[] =>
    Array.from({ length: sideAfter(length, size, options) }, (_, i) => i * stride - padding);
  const inside = (start: number, length: number): number[] =>
    Array.from({ length: size }, (_, i) => start + i).filter((at) => at >= 0 && at < length);
  return Array.from({ length: channels! }, (_, channel) =>
    starts(height!).flatMap((top) =>
      starts(width!).map((left) =>
        inside(top, height!).flatMap((y) => inside(left, width!).map((x) => (channel * height! + y) * width! + x)),
      ),
    ),
  ).flat();
}

function sideAfter(length: number, size: number, { stride = size, padding = 0 }: PoolOptions): number {
  return Math.floor((length + 2 * padding - size) / stride) + 1;
}

/** Mean of the cells of each `size` x `size` window that lie in the picture. */
export function averagePool(size: number, options: PoolOptions = {}): Op {
  return linear({
    name: 'AveragePool',
    kind: 'pool',
    shapeOf: ([channels, ...sides]) => [channels!, ...sides.map((side) => sideAfter(side, size, options))],
    eachTap(shape, visit) {
      windowsOf(shape, size, options).forEach((cells, to) => {
        for (const from of cells) visit(to, from, 1 / cells.length);
      });
    },
  });
}

/** The largest value of each `size` x `size` window; the gradient goes to the first of equals. */
export function maxPool(size: number, options: PoolOptions = {}): Op {
  const byRank = ({ data, shape }: Value): number[][] =>
    windowsOf(shape, size, options).map((cells) => ranked(cells.map((at) => data[at]!)).map((i) => cells[i]!));
  return {
    name: 'MaxPool',
    kind: 'pool',
    forward([input]) {
      const [channels, ...sides] = input!.shape;
      return {
        data: Float32Array.from(byRank(input!), ([winner]) => input!.data[winner!]!),
        shape: [channels!, ...sides.map((side) => sideAfter(side, size, options))],
      };
    },
    vjp(cotangent, [input]) {
      const gradient = new Float64Array(input!.data.length);
      byRank(input!).forEach(([winner], to) => (gradient[winner!]! += cotangent[to]!));
      return [gradient];
    },
    // Equals stay equal however the network rounds: they are zeros of a ReLU.
    kinkDistance([input]) {
      const gaps = byRank(input!).map((cells) => {
        const [first, ...others] = cells.map((at) => input!.data[at]!);
        return first! - (others.find((value) => value !== first) ?? -Infinity);
      });
      return gaps.reduce((least, gap) => Math.min(least, gap), Infinity);
    },
  };
}
