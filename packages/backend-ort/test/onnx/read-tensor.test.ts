import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  AttributeProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../../src/onnx/generated/onnx_pb.js';
import type { ModelProto } from '../../src/onnx/generated/onnx_pb.js';
import { float, floats } from '../../src/onnx/graph.js';
import { readAttribute } from '../../src/onnx/read-attribute.js';
import { readTensor } from '../../src/onnx/read-tensor.js';
import { readValue } from '../../src/onnx/read-value.js';
import { readOnnx } from '../../src/onnx/read.js';
import { fixture, modelInvalid } from './support.js';

describe('tensors that do not hold what they say', () => {
  const read = (tensor: MessageInitShape<typeof TensorProtoSchema>) => () =>
    readTensor(create(TensorProtoSchema, tensor), undefined, 't');
  const raw = (length: number) => new Uint8Array(length);

  it.each<[string, MessageInitShape<typeof TensorProtoSchema>, RegExp]>([
    [
      'too few bytes',
      { dims: [3n], dataType: 1, rawData: raw(8) },
      /'t' of type float32.*\[3\].*12 bytes.*has 8 bytes/,
    ],
    ['too many bytes', { dims: [3n], dataType: 1, rawData: raw(16) }, /12 bytes.*has 16 bytes/],
    ['values in the field of another type', { dims: [1n], dataType: 1, int64Data: [1n] }, /4 bytes.*has 0 bytes/],
    ['too few strings', { dims: [2n], dataType: 8, stringData: [raw(1)] }, /2 strings.*has 1 strings/],
    ['a negative side', { dims: [-1n, -4n], dataType: 1, rawData: raw(16) }, /\[-1, -4\]/],
    ['absurd sides', { dims: [2n ** 40n, 2n ** 40n], dataType: 1 }, /no tensor can have/],
    ['an absurd side beside an empty one', { dims: [0n, 2n ** 62n], dataType: 1 }, /no tensor can have/],
    ['no type', { dims: [0n] }, /element type 0/],
    ['a type that does not exist', { dims: [1n], dataType: 99 }, /element type 99/],
  ])('%s', (_, tensor, message) => {
    expect(read(tensor)).toThrow(modelInvalid(message));
  });

  it('packed numbers may come in pieces', () => {
    const bytes = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
    const floatData = [bytes.subarray(0, 4), bytes.subarray(4)];
    expect(read({ dims: [3n], dataType: 1, floatData })().bytes).toEqual(bytes);
  });
});

describe('the operator set', () => {
  const altered = (change: Partial<ModelProto>): Uint8Array =>
    toBinary(ModelProtoSchema, Object.assign(fromBinary(ModelProtoSchema, fixture('typed-data.onnx')), change));

  it('is the first one in files of the first IR versions, which do not say', () => {
    expect(readOnnx(altered({ irVersion: 2n, opsetImport: [] })).opset).toBe(1);
  });

  it('must be said in later ones', () => {
    expect(() => readOnnx(altered({ irVersion: 3n, opsetImport: [] }))).toThrow(modelInvalid(/which operator set/));
  });

  it('must be a version', () => {
    const { opsetImport } = fromBinary(ModelProtoSchema, fixture('typed-data.onnx'));
    opsetImport[0]!.version = 0n;
    expect(() => readOnnx(altered({ opsetImport }))).toThrow(modelInvalid(/it says 0/));
  });
});

describe('attributes', () => {
  const read = (attribute: MessageInitShape<typeof AttributeProtoSchema>) =>
    readAttribute(create(AttributeProtoSchema, attribute), undefined, () => expect.fail('there is no subgraph'));

  it('of files that do not say the type have that of the field which is set', () => {
    expect(read({ f: 1.5 })).toEqual(float(1.5));
    expect(read({ i: 3n })).toBe(3);
    expect(read({ s: Buffer.from('NHWC') })).toBe('NHWC');
    expect(read({ floats: [1, 2] })).toEqual(floats([1, 2]));
    expect(read({ ints: [1n, 2n] })).toEqual([1, 2]);
    expect(read({ strings: [Buffer.from('a')] })).toEqual(['a']);
    expect(read({ t: { dims: [1n], dataType: 2, rawData: Uint8Array.of(7) } })).toMatchObject({ dtype: 'uint8' });
  });

  it('go by their type where they say it', () => {
    expect(read({ type: 2, i: 0n, f: 1 })).toBe(0);
    expect(read({ type: 7 })).toEqual([]);
    expect(read({ type: 1 })).toEqual(float(0));
  });

  it('that are not text are kept', () => {
    expect(read({ type: 3, s: Uint8Array.of(0xff) })).toEqual(Uint8Array.of(0xff));
    expect(read({ type: 8, strings: [Uint8Array.of(0xff)] })).toMatchObject({ proto: { type: 8 } });
  });
});

describe('values', () => {
  it('have sides that are numbers, names or unknown', () => {
    const dim = [
      { value: { case: 'dimValue', value: 3n } as const },
      { value: { case: 'dimParam', value: 'batch' } as const },
      { value: { case: 'dimParam', value: '' } as const },
      { value: { case: 'dimValue', value: -1n } as const },
      {},
    ];
    const type = { value: { case: 'tensorType', value: { elemType: 1, shape: { dim } } } as const };
    expect(readValue(create(ValueInfoProtoSchema, { name: 'v', type }))).toEqual({
      name: 'v',
      dtype: 'float32',
      shape: [3, 'batch', null, null, null],
    });
  });

  it('may be of no known type', () => {
    expect(readValue(create(ValueInfoProtoSchema, { name: 'v' }))).toEqual({ name: 'v', dtype: 'other', shape: null });
  });
});
