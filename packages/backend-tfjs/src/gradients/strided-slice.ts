import { StridedSlice, reshape, reverse, slice_util } from '@tensorflow/tfjs-core';
import type { StridedSliceAttrs } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { padOrCrop, spread } from './spread.js';

/** Each cotangent goes back to the element that was taken, with zeros around it. */
export const stridedSlice = gradient(StridedSlice, { inputs: ['x'] }, ([dy], [x], attributes: StridedSliceAttrs) => ({
  x: () => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
    const { shape } = x!;
    const info = slice_util.sliceInfo(
      shape,
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    const counts = info.begin.map((from, axis) =>
      Math.max(0, Math.ceil((info.end[axis]! - from) / info.strides[axis]!)),
    );
    const backwards = info.strides.flatMap((step, axis) => (step < 0 ? [axis] : []));
    const taken = reshape(dy!, counts);
    const ascending = backwards.length > 0 ? reverse(taken, backwards) : taken;
    const steps = info.strides.map(Math.abs);
    const borders = info.begin.map((from, axis) => {
      const first = info.strides[axis]! < 0 ? from - (counts[axis]! - 1) * steps[axis]! : from;
      return [first, shape[axis]! - first - counts[axis]! * steps[axis]!] as const;
    });
    return padOrCrop(spread(ascending, steps), borders);
  },
}));
