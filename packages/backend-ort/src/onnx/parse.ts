import { XaiError } from '@pellucid/core';
import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { ModelProtoSchema } from './generated/onnx_pb.js';
import type { GraphProto, ModelProto } from './generated/onnx_pb.js';
import { recognize } from './recognize.js';

/** A model that has a graph. */
export type ParsedModel = ModelProto & { readonly graph: GraphProto };

/**
 * The messages of an ONNX file. Weights are views into `bytes`, which must not change afterwards.
 *
 * @throws XaiError `model-invalid` for anything that is not a whole ONNX file
 */
export function parseModel(bytes: Uint8Array): ParsedModel {
  // A Buffer is a Uint8Array whose slice() does not copy; views into it would be Buffers too.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length === 0) throw new XaiError('model-invalid', 'The model file is empty; an ONNX file was expected.');
  const known = recognize(file);
  if (known) {
    throw new XaiError('model-invalid', `The model should be an ONNX file, but it is ${known.what}; ${known.next}.`);
  }
  checkEnvelope(file);
  const model = decode(file);
  if (!model.graph) throw notOnnx('it has no graph');
  return model as ParsedModel;
}

// The wire types of ModelProto's fields. The parser takes what it gets, so that almost any bytes can pass as a model
// of some kind; walking over the few outermost fields tells a foreign or a truncated file from an ONNX model.
const varint = new Set([1, 5]);
const delimited = new Set([2, 3, 4, 6, 7, 8, 14, 20, 25, 26]);

function checkEnvelope(file: Uint8Array): void {
  const reader = new BinaryReader(file);
  try {
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag();
      if (varint.has(field) && wireType !== WireType.Varint) throw notOnnx(`field ${field} is no number`);
      if (delimited.has(field) && wireType !== WireType.LengthDelimited) throw notOnnx(`field ${field} is a number`);
      if (wireType === WireType.LengthDelimited) {
        const end = reader.uint32() + reader.pos;
        if (end > reader.len) throw truncated(end, file.length);
        reader.pos = end;
      } else {
        reader.skip(wireType, field);
      }
    }
  } catch (cause) {
    throw cause instanceof XaiError ? cause : notOnnx('its bytes are no protocol buffer', cause);
  }
}

function decode(file: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, file);
  } catch (cause) {
    throw new XaiError(
      'model-invalid',
      'The ONNX file is damaged: its messages cannot be decoded; download or export it again.',
      {
        cause,
      },
    );
  }
}

function notOnnx(why: string, cause?: unknown): XaiError {
  return new XaiError('model-invalid', `The model should be an ONNX file, but ${why}; give an .onnx file.`, { cause });
}

function truncated(expected: number, actual: number): XaiError {
  return new XaiError(
    'model-invalid',
    `The ONNX file is truncated: it should have at least ${expected} bytes, but it has ${actual}; download or copy it again.`,
  );
}
