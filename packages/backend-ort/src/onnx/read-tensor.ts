import { XaiError } from '@pellucid/core';
import { externalReference, isExternal } from './external-data.js';
import type { TensorProto } from './generated/onnx_pb.js';
import type { ConstantTensor } from './graph.js';
import { tensorType } from './tensor-type.js';
import type { TensorType } from './tensor-type.js';

/** Gives `length` bytes at `offset` of a file in the model's folder. */
export type ReadExternal = (location: string, offset: number, length: number) => Uint8Array;

/**
 * The values of a tensor in a file, as a view into it where it stores them raw.
 *
 * @param name replaces the tensor's own name
 * @throws XaiError `model-invalid` where values are missing or do not fit the shape
 */
export function readTensor(
  tensor: TensorProto,
  external: ReadExternal | undefined,
  name = tensor.name,
): ConstantTensor {
  const type = { ...tensorType(tensor), name };
  const { dtype, shape, count } = type;
  if (dtype === 'string') {
    if (tensor.stringData.length !== count) throw wrongSize(type, `${tensor.stringData.length} strings`);
    return { name, dtype, shape, bytes: new Uint8Array(), strings: tensor.stringData };
  }
  const bytes = isExternal(tensor) ? readExternal(tensor, type, external) : ownBytes(tensor, type);
  if (bytes.length !== type.byteLength) throw wrongSize(type, `${bytes.length} bytes`);
  return { name, dtype, shape, bytes };
}

function readExternal(tensor: TensorProto, type: TensorType, external: ReadExternal | undefined): Uint8Array {
  const { location, offset, length } = externalReference(tensor, type);
  if (!external) {
    throw new XaiError(
      'model-invalid',
      `The values of tensor '${type.name}' are in the file '${location}' beside the model, which was not given; load the model from its folder.`,
    );
  }
  const bytes = external(location, offset, length);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ownBytes(tensor: TensorProto, { dtype }: TensorType): Uint8Array {
  if (tensor.rawData.length > 0) return tensor.rawData;
  switch (dtype) {
    case 'float32':
    case 'complex64':
      return joined(tensor.floatData);
    case 'float64':
    case 'complex128':
      return joined(tensor.doubleData);
    case 'int64':
      return bytesOf(BigInt64Array.from(tensor.int64Data));
    case 'uint64':
      return bytesOf(BigUint64Array.from(tensor.uint64Data));
    case 'uint32':
      return bytesOf(Uint32Array.from(tensor.uint64Data, Number));
    case 'int32':
      return bytesOf(Int32Array.from(tensor.int32Data));
    case 'int16':
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return bytesOf(Uint16Array.from(tensor.int32Data));
    default:
      return Uint8Array.from(tensor.int32Data);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function wrongSize({ name, dtype, shape, count, byteLength }: TensorType, actual: string): XaiError {
  return new XaiError(
    'model-invalid',
    `Tensor '${name}' of type ${dtype} and shape [${shape.join(', ')}] should hold ${dtype === 'string' ? `${count} strings` : `${byteLength} bytes`}, but the file has ${actual}; download or export it again.`,
  );
}
