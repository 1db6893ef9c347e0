import {
  CropAndResize,
  concat,
  eye,
  image,
  matMul,
  reshape,
  scatterND,
  slice,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import type { CropAndResizeAttrs, Tensor, Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { gradient, impossible } from './gradient.js';

/**
 * The weights of an axis, [boxes, crop, length]: how much each cell of a crop takes of each pixel. The engine itself makes
 * them, by cropping unit vectors: engines differ where positions fall half-way or on the border.
 */
function weightsOf(from: Tensor, to: Tensor, crop: number, length: number, method: 'bilinear' | 'nearest'): Tensor {
  const [boxes] = from.shape as [number];
  const units = reshape<Rank.R4>(eye(length), [1, length, 1, length]);
  const zero = zeros([boxes, 1]);
  const along = concat([from, zero, to, zero], 1) as Tensor2D;
  const first = zeros<Rank.R1>([boxes], 'int32');
  return reshape(image.cropAndResize(units, along, first, [crop, 1], method, 0), [boxes, crop, length]);
}

/** A crop is a matrix along each axis, and goes back by its transpose; the crops of a picture are added. */
export const cropAndResize = gradient(
  CropAndResize,
  { inputs: ['image', 'boxes', 'boxInd'] },
  ([dy], saved, { cropSize: [rows, columns], method }: CropAndResizeAttrs) => ({
    image: () => {
      const [picture, boxes, boxInd] = saved as [Tensor, Tensor2D, Tensor];
      const [size, height, width, channels] = picture.shape as [number, number, number, number];
      const count = boxes.shape[0];
      const [top, left, bottom, right] = [0, 1, 2, 3].map((i) => slice(boxes, [0, i], [count, 1])) as [
        Tensor,
        Tensor,
        Tensor,
        Tensor,
      ];
      const ofRows = matMul(
        weightsOf(top, bottom, rows, height, method),
        reshape(dy!, [count, rows, columns * channels]),
        true,
      );
      const byColumn = transpose(reshape(ofRows, [count, height, columns, channels]), [0, 2, 1, 3]);
      const ofColumns = matMul(
        weightsOf(left, right, columns, width, method),
        reshape(byColumn, [count, columns, height * channels]),
        true,
      );
      const byRow = transpose(reshape(ofColumns, [count, width, height, channels]), [0, 2, 1, 3]);
      const pictures = reshape(byRow, [count, height * width * channels]);
      const sums = scatterND(reshape(boxInd, [count, 1]), pictures, [size, height * width * channels]);
      return reshape(sums, picture.shape);
    },
    boxes: impossible(CropAndResize, 'boxes'),
  }),
);
