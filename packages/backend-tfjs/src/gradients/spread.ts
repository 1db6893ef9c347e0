import { pad, reshape, slice } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Puts zeros between elements: element i of an axis goes to i * step. The last is followed by step - 1 zeros. */
export function spread(tensor: Tensor, steps: readonly number[]): Tensor {
  return steps.reduce((result, step, axis) => (step === 1 ? result : spreadAxis(result, axis, step)), tensor);
}

function spreadAxis(tensor: Tensor, axis: number, step: number): Tensor {
  const { shape } = tensor;
  const before = shape.slice(0, axis + 1).reduce((product, side) => product * side, 1);
  const after = tensor.size / before;
  const zeros = pad(reshape(tensor, [before, after]), [
    [0, 0],
    [0, after * (step - 1)],
  ]);
  return reshape(
    zeros,
    shape.map((side, i) => (i === axis ? side * step : side)),
  );
}

/** Adds zeros at the borders of each axis, and takes away where a number is negative. */
export function padOrCrop(tensor: Tensor, borders: readonly (readonly [before: number, after: number])[]): Tensor {
  const begin = borders.map(([before]) => Math.max(0, -before));
  const end = borders.map(([, after], axis) => tensor.shape[axis]! - Math.max(0, -after));
  const isCropped = begin.some((from, axis) => from > 0 || end[axis]! < tensor.shape[axis]!);
  const isPadded = borders.some(([before, after]) => before > 0 || after > 0);
  const cropped = isCropped
    ? slice(
        tensor,
        begin,
        end.map((to, axis) => to - begin[axis]!),
      )
    : tensor;
  if (!isPadded) return cropped;
  return pad(
    cropped,
    borders.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
  );
}
