import { toBinary } from '@bufbuild/protobuf';
import type { Random } from '@pellucid/core';
import { ModelProtoSchema } from '../../packages/backend-ort/src/onnx/generated/onnx_pb.js';
import { parseModel } from '../../packages/backend-ort/src/onnx/parse.js';
import type { ParsedModel } from '../../packages/backend-ort/src/onnx/parse.js';
import { byteMutations } from './mutate-bytes.js';
import { messageMutations } from './mutate-message.js';
import { partsOf } from './parts.js';
import { pick, randomOfCase } from './random.js';
import type { Seed } from './seeds.js';

/** A malformed file, and how it was made. */
export interface Case {
  readonly bytes: Uint8Array;
  readonly what: string;
}

const kinds: readonly string[] = [...Object.keys(messageMutations), ...Object.keys(byteMutations)];

export const kindCount = kinds.length;

/** The case of this number: one or two changes of a seed, the kinds in turn, the rest drawn. */
export function caseOf(seeds: readonly Seed[], seed: number, index: number): Case {
  const random = randomOfCase(seed, index);
  const { name, bytes } = pick(random, seeds);
  const first = kinds[index % kinds.length]!;
  const steps = random.integer(3) === 0 ? [first, pick(random, kinds)] : [first];
  // Messages first: what bytes are changed in can seldom be read again.
  const ordered = steps.sort((a, b) => Number(a in byteMutations) - Number(b in byteMutations));
  const changed = ordered.reduce((file, kind) => mutate(file, kind, random, seeds), bytes);
  return { bytes: changed, what: `${name}: ${ordered.join(', then ')}` };
}

function mutate(bytes: Uint8Array, kind: string, random: Random, seeds: readonly Seed[]): Uint8Array {
  const change = byteMutations[kind];
  if (change) return change(bytes, random, pick(random, seeds).bytes);
  const model = tryToParse(bytes);
  // A change before this one can have left no model.
  if (!model) return bytes;
  messageMutations[kind]!({ model, graph: model.graph, random, ...partsOf(model.graph) });
  return toBinary(ModelProtoSchema, model);
}

function tryToParse(bytes: Uint8Array): ParsedModel | null {
  try {
    return parseModel(bytes.slice());
  } catch {
    return null;
  }
}
