import type { DType } from '@pellucid/core';
import type { OnnxDType } from './onnx/dtype.js';

const coreTypes: readonly DType[] = [
  'float32',
  'float64',
  'float16',
  'int32',
  'int64',
  'uint8',
  'int8',
  'bool',
  'string',
];

/** An ONNX element type as core names it. */
export function toCoreDType(dtype: OnnxDType): DType {
  return coreTypes.find((type) => type === dtype) ?? 'other';
}

/** Whether gradients can flow through a tensor of this type. */
export function isFloatDType(dtype: OnnxDType): boolean {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16';
}
