import { MirrorPad, add, reverse, slice } from '@tensorflow/tfjs-core';
import type { MirrorPadAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { padOrCrop } from './spread.js';

/** Cotangents of the borders are added to the elements that they mirror, axis by axis. */
export const mirrorPad = gradient(MirrorPad, { inputs: ['x'] }, ([dy], [x], { paddings, mode }: MirrorPadAttrs) => ({
  x: () =>
    paddings.reduce<Tensor>((gradient, [before, after], axis) => {
      const length = x!.shape[axis]!;
      // A reflection leaves out the element at the edge.
      const edge = mode === 'reflect' ? 1 : 0;
      const part = (from: number, size: number): Tensor => {
        const begin = gradient.shape.map((_, i) => (i === axis ? from : 0));
        return slice(
          gradient,
          begin,
          gradient.shape.map((side, i) => (i === axis ? size : side)),
        );
      };
      const folded = (from: number, size: number, to: number): Tensor =>
        padOrCrop(
          reverse(part(from, size), axis),
          gradient.shape.map((_, i) => (i === axis ? [to, length - to - size] : [0, 0])),
        );
      let result = part(before, length);
      if (before > 0) result = add(result, folded(0, before, edge));
      if (after > 0) result = add(result, folded(before + length, after, length - edge - after));
      return result;
    }, dy!),
}));
