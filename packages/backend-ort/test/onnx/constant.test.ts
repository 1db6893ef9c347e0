import { describe, expect, it } from 'vitest';
import { constantFromFloats, constantFromInts, floatsOf, intsOf } from '../../src/onnx/constant.js';
import type { OnnxDType } from '../../src/onnx/dtype.js';
import { readOnnx } from '../../src/onnx/read.js';
import { fixture } from './support.js';

// Written by the reference library, each type raw and in typed fields; the values are those of its script.
const { constants } = readOnnx(fixture('typed-data.onnx'));
const typed = [...constants.values()].filter(({ name }) => name.startsWith('typed_') && name !== 'typed_string');

describe('constants of a file', () => {
  it.each(typed.map(({ dtype }) => dtype))('%s is the same raw and in typed fields', (dtype) => {
    const raw = constants.get(`raw_${dtype}`)!;
    expect(raw.bytes.length).toBeGreaterThan(0);
    expect(constants.get(`typed_${dtype}`)).toEqual({ ...raw, name: `typed_${dtype}` });
  });

  const floatValues: [OnnxDType, number[]][] = [
    ['float32', [0, -1.5, 3e38, 1e-40].map(Math.fround)],
    ['float64', [0.1, -1e300]],
    ['float16', [0, -1.5, 65504, 2 ** -24, Infinity]],
  ];
  it.each(floatValues)('%s values', (dtype, values) => {
    expect([...floatsOf(constants.get(`raw_${dtype}`)!)]).toEqual(values);
  });

  it('bfloat16 values', () => {
    const [zero, minus, large] = floatsOf(constants.get('raw_bfloat16')!);
    expect([zero, minus]).toEqual([0, -1.5]);
    // 8 bits of precision
    expect(Math.abs(large! / 3e38 - 1)).toBeLessThan(2 ** -8);
  });

  const intValues: [OnnxDType, number[]][] = [
    ['int64', [0, -1, 2 ** 62, -(2 ** 63)]],
    ['int32', [0, -1, 2 ** 31 - 1]],
    ['int16', [0, -1, 32767]],
    ['int8', [0, -1, 127]],
    ['uint64', [0, 1, 2 ** 64]],
    ['uint32', [0, 1, 2 ** 32 - 1]],
    ['uint16', [0, 1, 65535]],
    ['uint8', [0, 1, 255]],
    ['bool', [1, 0]],
  ];
  it.each(intValues)('%s values', (dtype, values) => {
    expect(intsOf(constants.get(`raw_${dtype}`)!)).toEqual(values);
  });

  it('shapes, scalars, empty tensors and strings', () => {
    expect(constants.get('raw_float32')!.shape).toEqual([2, 2]);
    expect([...floatsOf(constants.get('scalar')!)]).toEqual([2.5]);
    expect(constants.get('scalar')!.shape).toEqual([]);
    expect(constants.get('empty')).toMatchObject({ shape: [0, 3], bytes: new Uint8Array() });
    const { strings } = constants.get('typed_string')!;
    expect(strings!.map((bytes) => Buffer.from(bytes).toString())).toEqual(['one', 'zwölf']);
  });

  it('are views into the file, also when that is a Buffer', () => {
    const file = Buffer.from(fixture('typed-data.onnx'));
    const { bytes } = readOnnx(file).constants.get('raw_float32')!;
    expect(bytes.buffer).toBe(file.buffer);
    expect(bytes.constructor).toBe(Uint8Array);
  });

  it('of the other kind are refused', () => {
    expect(() => floatsOf(constants.get('raw_int64')!)).toThrow(/raw_int64.*floats.*int64/);
    expect(() => intsOf(constants.get('raw_float32')!)).toThrow(/raw_float32.*integers.*float32/);
  });
});

describe('constants of our own', () => {
  it('give back what they were made of', () => {
    expect([...floatsOf(constantFromFloats('f', Float32Array.of(1, 2, 3, 4), [2, 2]))]).toEqual([1, 2, 3, 4]);
    expect(intsOf(constantFromInts('i', [3, -4]))).toEqual([3, -4]);
    expect(constantFromInts('i', [3], []).shape).toEqual([]);
  });

  it('share memory with the values, there and back', () => {
    const values = Float32Array.of(1, 2);
    const constant = constantFromFloats('f', values);
    expect(constant.bytes.buffer).toBe(values.buffer);
    expect(floatsOf(constant).buffer).toBe(values.buffer);
  });

  it('clamp what int64 cannot hold', () => {
    const { bytes } = constantFromInts('i', [2 ** 63, Infinity, -Infinity]);
    expect([...new BigInt64Array(bytes.buffer)]).toEqual([2n ** 63n - 1n, 2n ** 63n - 1n, -(2n ** 63n)]);
  });

  it('must fit their shape', () => {
    expect(() => constantFromInts('i', [1, 2], [3])).toThrow(/'i' of shape \[3\] holds 3 values, but 2/);
  });
});
