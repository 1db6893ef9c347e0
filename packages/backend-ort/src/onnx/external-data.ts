import { XaiError } from '@pellucid/core';
import type { GraphProto, TensorProto } from './generated/onnx_pb.js';
import { parseModel } from './parse.js';
import { tensorType } from './tensor-type.js';
import type { TensorType } from './tensor-type.js';

/** Where the values of a tensor are that a model keeps in a file beside it. */
export interface ExternalReference {
  /** Path relative to the model's folder, with `/`; it never leaves that folder (links aside: resolve them first). */
  readonly location: string;
  /** Bytes from the beginning of that file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/**
 * What a model needs from other files, to be read before `readOnnx` asks for it.
 *
 * @throws XaiError `model-invalid` for what is not an ONNX file and for locations outside the model's folder
 */
export function externalData(bytes: Uint8Array): ExternalReference[] {
  const references: ExternalReference[] = [];
  for (const tensor of tensorsOf(parseModel(bytes).graph)) {
    if (isExternal(tensor)) references.push(externalReference(tensor, tensorType(tensor)));
  }
  return references;
}

/** Whether a tensor's values are in another file. */
export function isExternal(tensor: TensorProto): boolean {
  return tensor.dataLocation === 1;
}

/** @throws XaiError `model-invalid` for a location outside the model's folder, or numbers that do not fit the tensor */
export function externalReference(tensor: TensorProto, type: TensorType): ExternalReference {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  checkLocation(type.name, location);
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? type.byteLength);
  if (!Number.isSafeInteger(offset) || offset < 0 || length !== type.byteLength) {
    throw new XaiError(
      'model-invalid',
      `Tensor '${type.name}' takes ${type.byteLength} bytes, but the model says that they are ${entries.get('length')} bytes at ${entries.get('offset')} of '${location}'.`,
    );
  }
  return { location, offset, length };
}

function checkLocation(name: string, location: string): void {
  // An empty part is also what an absolute path begins with, and what a URL has after its colon.
  const escapes = /[\\\0]|^[a-z]:/i.test(location) || location.split('/').some((part) => part === '..' || part === '');
  if (!escapes) return;
  throw new XaiError(
    'model-invalid',
    `Tensor '${name}' is kept in '${location}', but weights are only taken from the model's own folder; save the model with a plain file name for them.`,
  );
}

function* tensorsOf(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { attribute } of graph.node) {
    for (const { t, g } of attribute) {
      if (t) yield t;
      if (g) yield* tensorsOf(g);
    }
  }
}
