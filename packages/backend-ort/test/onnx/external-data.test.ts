import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { externalData } from '../../src/onnx/external-data.js';
import { ModelProtoSchema, StringStringEntryProtoSchema } from '../../src/onnx/generated/onnx_pb.js';
import { readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { fixture, modelInvalid, runOrt } from './support.js';

const model = fixture('external.onnx');
const weights = fixture('external.bin');
const external = (location: string, offset: number, length: number): Uint8Array => {
  expect(location).toBe('external.bin');
  return weights.subarray(offset, offset + length);
};

/** The model with another entry for its first weight. */
function altered(key: string, value: string | undefined): Uint8Array {
  const message = fromBinary(ModelProtoSchema, model);
  const tensor = message.graph!.initializer[0]!;
  tensor.externalData = tensor.externalData.filter((entry) => entry.key !== key);
  if (value !== undefined) tensor.externalData.push(create(StringStringEntryProtoSchema, { key, value }));
  return toBinary(ModelProtoSchema, message);
}

describe('weights in a file beside the model', () => {
  it('are listed', () => {
    expect(externalData(model)).toEqual([
      { location: 'external.bin', offset: 0, length: 16 },
      { location: 'external.bin', offset: 16, length: 8 },
    ]);
    expect(externalData(fixture('typed-data.onnx'))).toEqual([]);
  });

  it('are read through the callback, and written into one file', async () => {
    const bytes = writeOnnx(readOnnx(model, { external }));
    const { y } = await runOrt(bytes, { x: new Tensor('float32', [1, 2], [1, 2]) });
    // [1 2] [0 1; 2 3] + [10 20]
    expect([...(y!.data as Float32Array)]).toEqual([14, 27]);
  });

  it('are as long as the tensor where nothing else is said', () => {
    expect(externalData(altered('length', undefined))[0]).toEqual({ location: 'external.bin', offset: 0, length: 16 });
    expect(externalData(altered('offset', undefined))[0]).toEqual({ location: 'external.bin', offset: 0, length: 16 });
  });

  it('are missed when nobody gives them', () => {
    expect(() => readOnnx(model)).toThrow(modelInvalid(/'w'.*'external.bin'.*not given/));
    expect(() => readOnnx(model, { external: () => new Uint8Array(3) })).toThrow(
      modelInvalid(/'w'.*16 bytes.*has 3 bytes/),
    );
  });

  it.each([
    '/etc/passwd',
    '../external.bin',
    'a/../../external.bin',
    'a/..',
    '..',
    'C:\\weights.bin',
    'c:weights.bin',
    'a\\b.bin',
    '\\\\server\\share',
    'file:///etc/passwd',
    'a//b',
    'a\0b',
    '',
  ])('are not taken from %j', (location) => {
    const bytes = altered('location', location);
    expect(() => readOnnx(bytes, { external })).toThrow(modelInvalid(/own folder/));
    expect(() => externalData(bytes)).toThrow(modelInvalid(/own folder/));
  });

  it.each(['weights/part.bin', 'a..b', '.hidden', 'onnx::MatMul_12'])('may be in %j', (location) => {
    expect(externalData(altered('location', location))[0]!.location).toBe(location);
  });

  it.each([
    ['offset', '-1'],
    ['offset', 'x'],
    ['offset', '1e30'],
    ['length', '15'],
    ['length', '99999999999'],
  ])('must have a sound %s: %s', (key, value) => {
    expect(() => readOnnx(altered(key, value), { external })).toThrow(modelInvalid(/takes 16 bytes/));
  });
});
