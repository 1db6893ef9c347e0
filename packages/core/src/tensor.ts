import { XaiError } from './errors.js';

/** Element types that cross the runtime's edge. Core computes in float32. */
export type DType =
  'float32' | 'float64' | 'float16' | 'int32' | 'int64' | 'uint8' | 'int8' | 'bool' | 'string' | 'other';

/** How a picture or feature map is stored; `null` for everything else, which is never transposed. */
export type Layout = 'nchw' | 'nhwc';

interface TensorOf<D extends DType, Data> {
  readonly dtype: D;
  readonly data: Data;
  readonly shape: readonly number[];
  readonly layout: Layout | null;
}

/** Float32 values in row-major order. Pictures and feature maps are NCHW wherever core sees them. */
export type FloatTensor = TensorOf<'float32', Float32Array>;
/** Row-major 64-bit integers. */
export type IntTensor = TensorOf<'int64', BigInt64Array>;
/** Row-major booleans, one byte each. */
export type BoolTensor = TensorOf<'bool', Uint8Array>;
/** A tensor in host memory. */
export type Tensor = FloatTensor | IntTensor | BoolTensor;

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/**
 * A float32 tensor over `data` (not copied).
 *
 * @param layout defaults to `'nchw'` for rank 4 and `null` otherwise
 * @throws XaiError `usage` when the shape does not hold exactly `data.length` elements
 */
export function floatTensor(
  data: Float32Array,
  shape: readonly number[],
  layout: Layout | null = shape.length === 4 ? 'nchw' : null,
): FloatTensor {
  if (sizeOf(shape) !== data.length) {
    throw new XaiError(
      'usage',
      `A tensor of shape [${shape.join(', ')}] holds ${sizeOf(shape)} values, but ${data.length} were given.`,
    );
  }
  return { dtype: 'float32', data, shape, layout };
}

/** Rows `start` to `end` (exclusive) of the first axis, sharing memory with `tensor`. */
export function rows<T extends Tensor>(tensor: T, start: number, end: number): T {
  const stride = sizeOf(tensor.shape.slice(1));
  return {
    ...tensor,
    data: tensor.data.subarray(start * stride, end * stride),
    shape: [end - start, ...tensor.shape.slice(1)],
  };
}

/** One row [1, ...] `count` times: [count, ...]. */
export function repeatRow<T extends Tensor>(row: T, count: number): T {
  return concatRows(Array.from({ length: count }, () => row));
}

/** Tensors joined along the first axis. All must agree in every other side. */
export function concatRows<T extends Tensor>(parts: readonly T[]): T {
  const first = parts[0];
  if (!first) throw new XaiError('usage', 'concatRows needs at least one tensor.');
  if (parts.length === 1) return first;
  const data = emptyLike(
    first,
    parts.reduce((sum, part) => sum + part.data.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    data.set(part.data as never, offset);
    offset += part.data.length;
  }
  return {
    ...first,
    data,
    shape: [parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0), ...first.shape.slice(1)],
  };
}

function emptyLike({ dtype }: Tensor, length: number): Tensor['data'] {
  if (dtype === 'int64') return new BigInt64Array(length);
  return dtype === 'bool' ? new Uint8Array(length) : new Float32Array(length);
}

/** The tensor as float32, or an error that names what it is instead. */
export function asFloat(tensor: Tensor | undefined, name: string): FloatTensor {
  if (tensor?.dtype === 'float32') return tensor;
  throw new XaiError(
    'model-unsupported',
    `Tensor '${name}' should hold float32 values, but it is ${tensor ? tensor.dtype : 'missing'}.`,
  );
}

/** The only row of a batch without the batch axis. */
export function withoutBatch({ data, shape }: FloatTensor): { data: Float32Array; shape: readonly number[] } {
  const sides = shape.slice(1);
  return { data: data.subarray(0, sizeOf(sides)), shape: sides };
}
