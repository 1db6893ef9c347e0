import { getBackend, reverse, tensor4d, transpose } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

type Pair = readonly [number, number];

/** Filters that were turned before, for as long as the weights live. On the host, so that no tensor is kept. */
const turned = new WeakMap<object, Map<string, Float32Array>>();

/**
 * The filter that takes the cotangent of a convolution back to one input for each phase: output [s q + r] of an axis with
 * stride s gets tap m of the cotangent at q - m from tap s m + r of the filter.
 *
 * In: [height, width, inputs, outputs]. Out: [ceil(height / s), ceil(width / t), outputs, s t inputs], taps reversed, the
 * last axis by phases and then inputs. Made on the host, whose memory the engine must share (wasm, cpu).
 */
export function phaseFilter(filter: Tensor, strides: Pair): Tensor4D {
  const [height, width, inputs, outputs] = filter.shape as [number, number, number, number];
  const [rows, columns] = [Math.ceil(height / strides[0]), Math.ceil(width / strides[1])];
  const key = [...filter.shape, ...strides].join();
  const known = turned.get(filter.dataId) ?? new Map<string, Float32Array>();
  turned.set(filter.dataId, known);
  let data = known.get(key);
  if (!data) {
    data = turn(filter.dataSync<'float32'>(), [height, width, inputs, outputs], strides);
    known.set(key, data);
  }
  return tensor4d(data, [rows, columns, outputs, strides[0] * strides[1] * inputs]);
}

/**
 * The filter with its taps reversed and its inputs and outputs exchanged. On wasm by way of the host: reversing an axis
 * there takes ten times as long.
 */
export function transposedFilter(filter: Tensor): Tensor4D {
  if (getBackend() === 'wasm') return phaseFilter(filter, [1, 1]);
  return transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
}

function turn(
  data: Float32Array,
  [height, width, inputs, outputs]: readonly [number, number, number, number],
  [s, t]: Pair,
): Float32Array {
  const [rows, columns] = [Math.ceil(height / s), Math.ceil(width / t)];
  const step = s * t * inputs;
  const result = new Float32Array(rows * columns * outputs * step);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tap = (rows - 1 - Math.floor(y / s)) * columns + columns - 1 - Math.floor(x / t);
      const to = tap * outputs * step + ((y % s) * t + (x % t)) * inputs;
      const from = (y * width + x) * inputs * outputs;
      transposeBlocks(data, from, result, to, inputs, outputs, step);
    }
  }
  return result;
}

/** result[to + o * step + i] = data[from + i * outputs + o], in blocks that stay in the processor's cache. */
function transposeBlocks(
  data: Float32Array,
  from: number,
  result: Float32Array,
  to: number,
  inputs: number,
  outputs: number,
  step: number,
): void {
  const block = 32;
  for (let i0 = 0; i0 < inputs; i0 += block) {
    const i1 = Math.min(inputs, i0 + block);
    for (let o0 = 0; o0 < outputs; o0 += block) {
      const o1 = Math.min(outputs, o0 + block);
      for (let o = o0; o < o1; o++) {
        for (let i = i0; i < i1; i++) result[to + o * step + i] = data[from + i * outputs + o]!;
      }
    }
  }
}
