import { XaiError } from '@pellucid/core';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from './generated/onnx_pb.js';
import type { ConstantTensor, Graph } from './graph.js';
import { bodyInit, tensorInit, usedConstants } from './write-body.js';

// Numbers of the fields that are put together here and not by the protobuf library, which would copy all weights
// once for every message around them.
const modelGraph = 7;
const graphInitializer = 5;
const tensorRawData = 9;

/** Protobuf's limit, and so that of every ONNX reader. */
const maxBytes = 2 ** 31 - 1;

/**
 * The network as an ONNX file, with those constants only that something reads. Each weight is copied once.
 *
 * @throws XaiError `model-unsupported` when the file would be larger than 2 GB
 */
export function writeOnnx(graph: Graph): Uint8Array {
  const domains = new Map([...graph.domains, ['', graph.opset] as const]);
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(Math.max(graph.irVersion, irVersionOf(graph.opset))),
    producerName: graph.producer,
    opsetImport: [...domains].map(([domain, version]) => ({ domain, version: BigInt(version) })),
    metadataProps: Object.entries(graph.metadata).map(([key, value]) => ({ key, value })),
    functions: [...graph.functions],
  });
  const body = toBinary(GraphProtoSchema, create(GraphProtoSchema, bodyInit(graph, [])));
  const parts = [body, ...usedConstants(graph).flatMap(initializerParts)];
  const graphLength = totalLength(parts);
  const file = [toBinary(ModelProtoSchema, model), header(modelGraph, graphLength), ...parts];
  const length = totalLength(file);
  if (length > maxBytes) {
    throw new XaiError(
      'model-unsupported',
      `The network takes ${(length / 2 ** 30).toFixed(1)} GiB as one ONNX file, but runtimes read at most 2 GiB; use a smaller network.`,
    );
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of file) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

// The first IR version of the ONNX release that brought the opset.
function irVersionOf(opset: number): number {
  if (opset >= 21) return 10;
  return opset >= 19 ? 9 : 8;
}

/** The pieces of an initializer, ready to follow the rest of the graph. */
function initializerParts(constant: ConstantTensor): Uint8Array[] {
  if (constant.strings) {
    const tensor = toBinary(TensorProtoSchema, create(TensorProtoSchema, tensorInit(constant)));
    return [header(graphInitializer, tensor.length), tensor];
  }
  const rest = toBinary(TensorProtoSchema, create(TensorProtoSchema, tensorInit({ ...constant, bytes: noBytes })));
  const rawHeader = header(tensorRawData, constant.bytes.length);
  const length = rest.length + rawHeader.length + constant.bytes.length;
  return [header(graphInitializer, length), rest, rawHeader, constant.bytes];
}

const noBytes = new Uint8Array();

/** Number and length of a field with length-delimited content. */
function header(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}

function totalLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
