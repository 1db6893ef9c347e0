import { getTextEncoding } from '@bufbuild/protobuf/wire';
import type { AttributeProto, GraphProto } from './generated/onnx_pb.js';
import { float, floats } from './graph.js';
import type { AttributeValue, GraphBody } from './graph.js';
import { readTensor } from './read-tensor.js';
import type { ReadExternal } from './read-tensor.js';

/** The value of an attribute in a file; `readGraph` reads a subgraph. */
export function readAttribute(
  proto: AttributeProto,
  external: ReadExternal | undefined,
  readGraph: (graph: GraphProto) => GraphBody,
): AttributeValue {
  switch (proto.type || inferType(proto)) {
    case 1:
      return float(proto.f);
    case 2:
      return Number(proto.i);
    case 3:
      return text(proto.s) ?? proto.s;
    case 4:
      return proto.t ? readTensor(proto.t, external) : { proto };
    case 5:
      return proto.g ? readGraph(proto.g) : { proto };
    case 6:
      return floats(proto.floats);
    case 7:
      return proto.ints.map(Number);
    case 8: {
      const strings = proto.strings.map(text);
      return strings.every((string) => string !== undefined) ? strings : { proto };
    }
    default:
      return { proto };
  }
}

// Files of the first IR version do not say the type.
function inferType(proto: AttributeProto): number {
  if (proto.floats.length) return 6;
  if (proto.ints.length) return 7;
  if (proto.strings.length) return 8;
  if (proto.t) return 4;
  if (proto.g) return 5;
  if (proto.s.length) return 3;
  return proto.f ? 1 : 2;
}

function text(bytes: Uint8Array): string | undefined {
  try {
    return getTextEncoding().decodeUtf8(bytes, true);
  } catch {
    return undefined;
  }
}
