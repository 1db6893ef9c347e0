import { MaxPool, MaxPoolGrad, MaxPoolWithArgmax, backend_util, getBackend, tensor } from '@tensorflow/tfjs-core';
import type { MaxPoolAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient, runKernel } from './gradient.js';

/** The whole cotangent of a window goes to its largest element, the first of equals. */
export function maxPoolGradient(dy: Tensor, x: Tensor, y: Tensor, attributes: MaxPoolAttrs): Tensor {
  if (getBackend() === 'wasm') return onHost(dy, x, attributes);
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return runKernel(MaxPoolGrad, { dy, input: x, output: y }, { filterSize, strides, pad, dimRoundingMode });
}

/**
 * The kernels of wasm look for the maximum from the smallest positive number on, so that windows without a positive value
 * have none, and take the last of equals.
 */
function onHost(dy: Tensor, x: Tensor, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs): Tensor {
  const shape = x.shape as [number, number, number, number];
  const [size, height, width, channels] = shape;
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const values = x.dataSync<'float32'>();
  const cotangent = dy.dataSync<'float32'>();
  const result = new Float32Array(values.length);
  const largest = new Float32Array(channels);
  const winners = new Int32Array(channels);
  let from = 0;
  for (let n = 0; n < size; n++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const top = outY * strideHeight - padInfo.top;
      const [y0, y1] = [Math.max(0, top), Math.min(height, top + filterHeight)];
      for (let outX = 0; outX < outWidth; outX++) {
        const left = outX * strideWidth - padInfo.left;
        const [x0, x1] = [Math.max(0, left), Math.min(width, left + filterWidth)];
        largest.fill(-Infinity);
        winners.fill(((n * height + y0) * width + x0) * channels);
        for (let y = y0; y < y1; y++) {
          for (let at = x0; at < x1; at++) {
            const pixel = ((n * height + y) * width + at) * channels;
            for (let c = 0; c < channels; c++) {
              const value = values[pixel + c]!;
              if (value > largest[c]!) {
                largest[c] = value;
                winners[c] = pixel;
              }
            }
          }
        }
        for (let c = 0; c < channels; c++) result[winners[c]! + c]! += cotangent[from++]!;
      }
    }
  }
  return tensor(result, shape);
}

export const maxPool = gradient(
  MaxPool,
  { inputs: ['x'], outputs: [true] },
  ([dy], [x, y], attributes: MaxPoolAttrs) => ({
    x: () => maxPoolGradient(dy!, x!, y!, attributes),
  }),
);

export const maxPoolWithIndices = gradient(
  MaxPoolWithArgmax,
  { inputs: ['x'], outputs: [true, false] },
  ([dy], [x, y], attributes: MaxPoolAttrs) => ({ x: () => maxPoolGradient(dy!, x!, y!, attributes) }),
);
