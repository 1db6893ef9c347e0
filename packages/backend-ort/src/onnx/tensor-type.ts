import { XaiError, sizeOf } from '@pellucid/core';
import { byteLength, dtypeOfCode } from './dtype.js';
import type { OnnxDType } from './dtype.js';
import type { TensorProto } from './generated/onnx_pb.js';

/** What a tensor in a file says of itself. */
export interface TensorType {
  readonly name: string;
  readonly dtype: OnnxDType;
  readonly shape: readonly number[];
  /** Elements. */
  readonly count: number;
  /** Bytes of the elements in raw form; 0 for strings. */
  readonly byteLength: number;
}

/** @throws XaiError `model-invalid` for a type that does not exist and for sides that no tensor can have */
export function tensorType(tensor: TensorProto): TensorType {
  const { name } = tensor;
  const dtype = dtypeOfCode(tensor.dataType);
  if (dtype === undefined || dtype === 'other') {
    throw new XaiError(
      'model-invalid',
      `Tensor '${name}' has the element type ${tensor.dataType}, which ONNX does not define.`,
    );
  }
  const shape = tensor.dims.map(Number);
  const count = sizeOf(shape);
  if (shape.some((side) => side < 0) || sizeOf(shape.map((side) => side || 1)) > Number.MAX_SAFE_INTEGER / 16) {
    throw new XaiError(
      'model-invalid',
      `Tensor '${name}' has the shape [${shape.join(', ')}], which no tensor can have; the file is damaged.`,
    );
  }
  return { name, dtype, shape, count, byteLength: byteLength(dtype, count) };
}
