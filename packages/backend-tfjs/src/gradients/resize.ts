import { ResizeBilinear, ResizeNearestNeighbor, eye, image, matMul, reshape } from '@tensorflow/tfjs-core';
import type { Rank, ResizeBilinearAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';

type Resize = typeof image.resizeBilinear;

/**
 * Resizing is a matrix along each axis, and goes back by its transpose. The engine itself makes the matrices, by resizing
 * unit vectors: engines differ where positions fall half-way, and their own gradients do not look at half-pixel centres.
 */
function gradientOf(kernelName: string, resize: Resize) {
  return gradient(kernelName, { inputs: ['images'] }, ([dy], [images], attributes: ResizeBilinearAttrs) => ({
    images: () => {
      const { alignCorners, halfPixelCenters } = attributes;
      const [size, height, width, channels] = images!.shape as [number, number, number, number];
      const [, rows, columns] = dy!.shape as [number, number, number, number];
      const matrix = (from: number, to: number): Tensor => {
        const units = reshape<Rank.R4>(eye(from), [1, from, 1, from]);
        return reshape(resize(units, [to, 1], alignCorners, halfPixelCenters), [to, from]);
      };
      const ofRows = matMul(matrix(height, rows), reshape(dy!, [size, rows, columns * channels]), true);
      const ofColumns = matMul(matrix(width, columns), reshape(ofRows, [size * height, columns, channels]), true);
      return reshape(ofColumns, images!.shape);
    },
  }));
}

export const resizeBilinear = gradientOf(ResizeBilinear, image.resizeBilinear);
export const resizeNearestNeighbor = gradientOf(ResizeNearestNeighbor, image.resizeNearestNeighbor);
