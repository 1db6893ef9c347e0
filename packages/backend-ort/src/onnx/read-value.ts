import { dtypeOfCode } from './dtype.js';
import type { TensorShapeProto_Dimension, ValueInfoProto } from './generated/onnx_pb.js';
import type { ValueInfo } from './graph.js';

/** Name and type of a value in a file. */
export function readValue({ name, type }: ValueInfoProto): ValueInfo {
  if (type?.value.case === 'tensorType') {
    const { elemType, shape } = type.value.value;
    const dtype = dtypeOfCode(elemType);
    if (dtype !== undefined) return { name, dtype, shape: shape?.dim.map(readSide) ?? null };
  }
  return { name, dtype: 'other', shape: null, ...(type && { type }) };
}

function readSide({ value }: TensorShapeProto_Dimension): number | string | null {
  switch (value.case) {
    case 'dimValue':
      return value.value < 0n ? null : Number(value.value);
    case 'dimParam':
      return value.value || null;
    default:
      return null;
  }
}
