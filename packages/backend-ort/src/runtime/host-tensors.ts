import { XaiError, asStored, channelsFirst, sizeOf } from '@pellucid/core';
import type { Layout, Tensor } from '@pellucid/core';
import type { Tensor as OrtTensor } from 'onnxruntime-web';
import type { OnnxDType } from '../onnx/dtype.js';
import type { OrtModule } from './ort-module.js';

/** Integer types that core sees as int64. */
type SmallInteger = 'int32' | 'int8' | 'uint8';

interface IntegerArray {
  from<Value>(values: ArrayLike<Value>, toNumber: (value: Value) => number): Int32Array;
}

const integerArrays: Readonly<Record<SmallInteger, IntegerArray>> = {
  int32: Int32Array,
  int8: Int8Array as unknown as IntegerArray,
  uint8: Uint8Array as unknown as IntegerArray,
};

function isSmallInteger(dtype: string): dtype is SmallInteger {
  return dtype in integerArrays;
}

/** How a file stores a tensor, which core sees as float32, int64 or bool, and as [N, C, H, W] where it has a layout. */
export interface Stored {
  readonly dtype: OnnxDType;
  readonly layout: Layout | null;
}

/** A core tensor as the runtime takes it; memory is shared where nothing has to be converted. */
export function toOrt({ Tensor: Constructor }: OrtModule, tensor: Tensor, { dtype, layout }: Stored): OrtTensor {
  const data = layout === 'nhwc' ? toChannelsLast(tensor) : tensor.data;
  const shape = asStored(tensor.shape, layout);
  if (data instanceof BigInt64Array && isSmallInteger(dtype)) {
    return new Constructor(dtype as 'int32', integerArrays[dtype].from(data, Number), shape);
  }
  return new Constructor(tensor.dtype, data as Float32Array, shape);
}

/** A tensor of a file's type, its values drawn one by one. Types that only runtimes know how to fill are left as float32. */
export function filledTensor(
  { Tensor: Constructor }: OrtModule,
  dtype: OnnxDType,
  shape: readonly number[],
  value: () => number,
): OrtTensor {
  const length = sizeOf(shape);
  if (dtype === 'int64')
    return new Constructor(
      dtype,
      BigInt64Array.from({ length }, () => BigInt(value())),
      shape,
    );
  if (dtype === 'bool') return new Constructor(dtype, Uint8Array.from({ length }, value), shape);
  if (isSmallInteger(dtype))
    return new Constructor(dtype as 'int32', integerArrays[dtype].from({ length }, value), shape);
  return new Constructor('float32', Float32Array.from({ length }, value), shape);
}

/** A tensor from the runtime as core takes it: float32, bool, or int64 for integers of any size. */
export function fromOrt(name: string, { data, dims, type }: OrtTensor, layout: Layout | null): Tensor {
  const tensor = hostTensor(name, data, type, dims);
  if (layout !== 'nhwc') return { ...tensor, layout };
  return { ...tensor, data: toChannelsFirst(tensor), shape: channelsFirst(dims, layout), layout: 'nchw' } as Tensor;
}

function hostTensor(name: string, data: OrtTensor['data'], type: string, shape: readonly number[]): Tensor {
  const rest = { shape: [...shape], layout: null };
  if (data instanceof Float32Array) return { dtype: 'float32', data, ...rest };
  if (data instanceof Float64Array) return { dtype: 'float32', data: Float32Array.from(data), ...rest };
  if (data instanceof BigInt64Array) return { dtype: 'int64', data, ...rest };
  if (type === 'bool' && data instanceof Uint8Array) return { dtype: 'bool', data, ...rest };
  if (ArrayBuffer.isView(data) && isSmallInteger(type))
    return { dtype: 'int64', data: BigInt64Array.from(data as Int32Array, BigInt), ...rest };
  throw new XaiError(
    'model-unsupported',
    `Tensor '${name}' is of type ${type}, which cannot be read; float and integer tensors can.`,
  );
}

/** The values of [N, C, H, W] in the order of [N, H, W, C]. */
function toChannelsLast({ data, shape }: Tensor): Tensor['data'] {
  const [batch = 1, channels = 1, ...sides] = shape;
  return swapInner(data, batch, channels, sizeOf(sides));
}

/** The values of [N, H, W, C] in the order of [N, C, H, W]. */
function toChannelsFirst({ data, shape }: Tensor): Tensor['data'] {
  const [batch = 1, height = 1, width = 1, channels = 1] = shape;
  return swapInner(data, batch, height * width, channels);
}

/** The values of [batch, rows, columns] in the order of [batch, columns, rows]. */
function swapInner(source: Tensor['data'], batch: number, rows: number, columns: number): Tensor['data'] {
  // The same loop for numbers and bigints.
  const data = source as Float32Array;
  const swapped = data.slice();
  const size = rows * columns;
  for (let start = 0, from = 0; start < batch * size; start += size)
    for (let row = 0; row < rows; row++)
      for (let to = start + row; to < start + size; to += rows) swapped[to] = data[from++]!;
  return swapped;
}
