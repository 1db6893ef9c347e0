import { Tile, reshape, sum } from '@tensorflow/tfjs-core';
import type { TileAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';

/** The cotangents of all copies are added, axis by axis. */
export const tile = gradient(Tile, { inputs: ['x'] }, ([dy], [x], { reps }: TileAttrs) => ({
  x: () => {
    const { shape } = x!;
    const merged = reps.reduce<Tensor>((gradient, copies, axis) => {
      if (copies === 1) return gradient;
      const before = shape.slice(0, axis).reduce((product, side) => product * side, 1);
      return sum(reshape(gradient, [before, copies, gradient.size / (before * copies)]), 1);
    }, dy!);
    return reshape(merged, shape);
  },
}));
