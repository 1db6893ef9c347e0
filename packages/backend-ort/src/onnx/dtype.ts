/**
 * Element types of ONNX tensors, by the number that files use. `other` is "not said" in a tensor and "not a tensor"
 * (a sequence, a map, ...) in a value's type.
 */
const codes = {
  other: 0,
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
  float8e8m0: 24,
} as const;

export type OnnxDType = keyof typeof codes;

const names = new Map(Object.entries(codes).map(([name, code]) => [code as number, name as OnnxDType]));

const bits: Record<OnnxDType, number> = {
  other: 0,
  float32: 32,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  int32: 32,
  int64: 64,
  string: 0,
  bool: 8,
  float16: 16,
  float64: 64,
  uint32: 32,
  uint64: 64,
  complex64: 64,
  complex128: 128,
  bfloat16: 16,
  float8e4m3fn: 8,
  float8e4m3fnuz: 8,
  float8e5m2: 8,
  float8e5m2fnuz: 8,
  uint4: 4,
  int4: 4,
  float4e2m1: 4,
  float8e8m0: 8,
};

/** The number that ONNX files use for an element type. */
export function dtypeCode(dtype: OnnxDType): number {
  return codes[dtype];
}

/** The element type of a number in a file; `undefined` for one that no ONNX version up to 1.19 defines. */
export function dtypeOfCode(code: number): OnnxDType | undefined {
  return names.get(code);
}

/** Bytes that `count` elements take in raw form; 4-bit types are packed two to a byte. 0 for strings. */
export function byteLength(dtype: OnnxDType, count: number): number {
  return Math.ceil((bits[dtype] * count) / 8);
}
