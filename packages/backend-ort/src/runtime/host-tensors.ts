import { XaiError, floatTensor } from '@pellucid/core';
import type { Layout, Tensor } from '@pellucid/core';
import type { Tensor as OrtTensor } from 'onnxruntime-web';
import type { OrtModule } from './ort-runtime.js';

/** A core tensor as the runtime takes it; memory is shared. */
export function toOrt({ Tensor: Constructor }: OrtModule, tensor: Tensor): OrtTensor {
  return new Constructor(tensor.dtype, tensor.data as Float32Array, tensor.shape);
}

/** A tensor from the runtime as core takes it. Float types other than float32 are converted to it, small integers to int64. */
export function fromOrt(name: string, tensor: OrtTensor, layout: Layout | null): Tensor {
  const { data, type } = tensor;
  const shape = [...tensor.dims];
  if (data instanceof Float32Array) return floatTensor(data, shape, layout);
  if (data instanceof Float64Array) return floatTensor(Float32Array.from(data), shape, layout);
  if (data instanceof BigInt64Array) return { dtype: 'int64', data, shape, layout };
  if (type === 'bool' && data instanceof Uint8Array) return { dtype: 'bool', data, shape, layout };
  if (data instanceof Int32Array || data instanceof Uint8Array || data instanceof Int8Array) {
    return { dtype: 'int64', data: BigInt64Array.from(data, (value) => BigInt(value)), shape, layout };
  }
  throw new XaiError(
    'model-unsupported',
    `Tensor '${name}' is of type ${type}, which cannot be read; float and integer tensors can.`,
  );
}
