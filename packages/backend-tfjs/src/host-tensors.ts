import { XaiError, asStored, channelsFirst } from '@pellucid/core';
import type { DType, Layout, Tensor as HostTensor } from '@pellucid/core';
import { tensor as makeTensor, transpose } from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** An element type as core names it. */
export function toCoreDType(dtype: DataType): DType {
  return dtype === 'complex64' ? 'other' : dtype;
}

const axes = [0, 1, 2, 3];

/** Copies a host tensor to the engine, in the layout of the file. To be called in a `tidy`. */
export function toDevice({ data, shape, dtype }: HostTensor, layout: Layout | null): Tensor {
  const values = data instanceof BigInt64Array ? Int32Array.from(data, Number) : data;
  const given = makeTensor(values, [...shape], dtype === 'int64' ? 'int32' : dtype);
  return layout === 'nhwc' ? transpose(given, [...asStored(axes, layout)]) : given;
}

/** A device tensor as core reads it: [N, C, H, W] where it has a layout. To be called in a `tidy`. */
export function asRead(tensor: Tensor, layout: Layout | null): Tensor {
  return layout === 'nhwc' ? transpose(tensor, [...channelsFirst(axes, layout)]) : tensor.clone();
}

/** Copies a tensor that `asRead` made to the host. */
export async function toHost(name: string, tensor: Tensor, layout: Layout | null): Promise<HostTensor> {
  const { dtype, shape } = tensor;
  const data = await tensor.data();
  const rest = { shape: [...shape], layout: layout && ('nchw' as const) };
  // A copy: engines may hand out a view of their own memory, and keep a cast tensor in the type that it was cast from.
  if (dtype === 'float32') return { dtype, data: new Float32Array(data), ...rest };
  if (dtype === 'bool') return { dtype, data: new Uint8Array(data), ...rest };
  if (dtype === 'int32') return { dtype: 'int64', data: BigInt64Array.from(data, BigInt), ...rest };
  throw new XaiError(
    'model-unsupported',
    `Tensor '${name}' is of type ${dtype}, which cannot be read; float and integer tensors can.`,
  );
}
