import { XaiError, sizeOf } from '@pellucid/core';
import type { ConstantTensor } from './graph.js';

/** A float32 constant over `values`; they are not copied. Rank 1 unless a shape is given; `[]` is a scalar. */
export function constantFromFloats(
  name: string,
  values: Float32Array,
  shape: readonly number[] = [values.length],
): ConstantTensor {
  checkSize(name, values.length, shape);
  return { name, dtype: 'float32', shape, bytes: bytesOf(values) };
}

/** An int64 constant. Rank 1 unless a shape is given; `[]` is a scalar. */
export function constantFromInts(
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): ConstantTensor {
  checkSize(name, values.length, shape);
  return { name, dtype: 'int64', shape, bytes: bytesOf(BigInt64Array.from(values, toInt64)) };
}

/**
 * The values of a float constant: float64 as it is, the rest as float32. A view where the file's bytes allow it,
 * so not to be written to.
 *
 * @throws XaiError `model-unsupported` for other types
 */
export function floatsOf(constant: ConstantTensor): Float32Array | Float64Array {
  const { dtype, bytes } = constant;
  switch (dtype) {
    case 'float32': {
      const aligned = alignedTo(bytes, 4);
      return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
    }
    case 'float64': {
      const aligned = alignedTo(bytes, 8);
      return new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
    }
    case 'float16':
      return Float32Array.from(halves(bytes), float16ToNumber);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(halves(bytes), (half) => half << 16).buffer);
    default:
      throw new XaiError('model-unsupported', `Constant '${constant.name}' should hold floats, but it is ${dtype}.`);
  }
}

/**
 * The values of an integer or boolean constant. Beyond 2^53 they are rounded, which leaves the customary "to the
 * end" (the largest int64) what it is.
 *
 * @throws XaiError `model-unsupported` for other types
 */
export function intsOf(constant: ConstantTensor): number[] {
  const { dtype, bytes } = constant;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (size: number, get: (offset: number) => number): number[] =>
    Array.from({ length: bytes.length / size }, (_, index) => get(index * size));
  switch (dtype) {
    case 'int64':
      return read(8, (offset) => Number(view.getBigInt64(offset, true)));
    case 'uint64':
      return read(8, (offset) => Number(view.getBigUint64(offset, true)));
    case 'int32':
      return read(4, (offset) => view.getInt32(offset, true));
    case 'uint32':
      return read(4, (offset) => view.getUint32(offset, true));
    case 'int16':
      return read(2, (offset) => view.getInt16(offset, true));
    case 'uint16':
      return read(2, (offset) => view.getUint16(offset, true));
    case 'int8':
      return read(1, (offset) => view.getInt8(offset));
    case 'uint8':
    case 'bool':
      return [...bytes];
    default:
      throw new XaiError('model-unsupported', `Constant '${constant.name}' should hold integers, but it is ${dtype}.`);
  }
}

/** A number as int64; 2^63, which the largest int64 becomes as a number, turns back into it. */
export function toInt64(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  if (value <= -(2 ** 63)) return -(2n ** 63n);
  return BigInt(value);
}

function checkSize(name: string, count: number, shape: readonly number[]): void {
  if (sizeOf(shape) === count) return;
  throw new XaiError(
    'usage',
    `Constant '${name}' of shape [${shape.join(', ')}] holds ${sizeOf(shape)} values, but ${count} were given.`,
  );
}

function bytesOf(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function alignedTo(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
}

function halves(bytes: Uint8Array): Uint16Array {
  const aligned = alignedTo(bytes, 2);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

function float16ToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
