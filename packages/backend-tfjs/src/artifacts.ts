import { XaiError } from '@pellucid/core';

/** A TensorFlow.js model in memory. */
export interface TfjsArtifacts {
  /** The parsed model.json. */
  readonly model: unknown;
  /** The contents of the files of `weightPaths(model)`, in that order, joined or one by one. */
  readonly weights: Uint8Array | readonly Uint8Array[];
}

/** A weight as a model.json tells of it; texts and unknown types are left to TensorFlow.js. */
interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string };
}

type Json = Readonly<Record<string, unknown>>;

/** What TensorFlow.js itself loads, checked. */
export interface CheckedArtifacts {
  readonly format: 'layers-model' | 'graph-model';
  readonly topology: Json;
  readonly weightSpecs: readonly WeightSpec[];
  readonly weightData: ArrayBuffer;
  /** Fields of model.json beside topology and weights. */
  readonly json: Json;
}

/**
 * The files that hold a model's weights, relative to its model.json, in order.
 *
 * @throws XaiError `model-invalid` for what is no model.json, and for paths outside the model's folder
 */
export function weightPaths(model: unknown): string[] {
  return manifestOf(requireModel(model)).flatMap(({ paths }) => {
    for (const path of paths) requireInside(path);
    return paths;
  });
}

/** A model.json, checked. */
export type ReadArtifacts = Omit<CheckedArtifacts, 'weightData'>;

/** @throws XaiError `model-invalid` or `model-unsupported` */
export function readArtifacts(model: unknown): ReadArtifacts {
  const json = requireModel(model);
  const topology = asJson(json['modelTopology'])!;
  const weightSpecs = manifestOf(json).flatMap((group) => group.weights);
  return { format: formatOf(json, topology), topology, weightSpecs, json };
}

/** @throws XaiError `model-invalid` or `model-unsupported` */
export function checkArtifacts({ model, weights }: TfjsArtifacts): CheckedArtifacts {
  const read = readArtifacts(model);
  const parts = weights instanceof Uint8Array ? [weights] : weights;
  const given = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const needed = read.weightSpecs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (given < needed) {
    throw new XaiError(
      'model-invalid',
      `The model's weights take ${needed} bytes, but ${given} came. Give the contents of every file of its weightsManifest, in order.`,
    );
  }
  const weightData = new Uint8Array(given);
  let offset = 0;
  for (const part of parts) {
    weightData.set(part, offset);
    offset += part.byteLength;
  }
  return { ...read, weightData: weightData.buffer };
}

/** Text, or JSON text, of what a model.json says beside topology and weights; userDefinedMetadata by its own keys. */
export function metadataOf({ json }: ReadArtifacts): Record<string, string> {
  const { modelTopology: _, weightsManifest: __, userDefinedMetadata, ...rest } = json;
  const fields = Object.entries({ ...rest, ...asJson(userDefinedMetadata) });
  return Object.fromEntries(
    fields
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

export function asJson(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function requireModel(model: unknown): Json {
  const json = asJson(model);
  if (json && asJson(json['modelTopology'])) return json;
  throw new XaiError(
    'model-invalid',
    'Expected the model.json of a TensorFlow.js model, an object with modelTopology and weightsManifest.',
  );
}

interface WeightGroup {
  readonly paths: string[];
  readonly weights: WeightSpec[];
}

function manifestOf(json: Json): WeightGroup[] {
  const manifest = json['weightsManifest'] ?? [];
  const groups = Array.isArray(manifest) ? manifest.map(asJson) : [null];
  for (const group of groups) {
    const { paths, weights } = group ?? {};
    const isSound =
      Array.isArray(paths) &&
      paths.every((path) => typeof path === 'string') &&
      Array.isArray(weights) &&
      weights.every(isSpec);
    if (!isSound) {
      throw new XaiError(
        'model-invalid',
        'Expected weightsManifest to list groups of paths and weights (name, shape, dtype). Convert or save the model again.',
      );
    }
  }
  return groups as unknown as WeightGroup[];
}

function isSpec(value: unknown): boolean {
  const { name, shape, dtype } = asJson(value) ?? {};
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && side >= 0);
  return typeof name === 'string' && typeof dtype === 'string' && isShape;
}

const widths: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/** Bytes of a weight at least; those of texts are not known beforehand. */
function bytesOf({ shape, dtype, quantization }: WeightSpec): number {
  return (widths[quantization?.dtype ?? dtype] ?? 0) * shape.reduce((product, side) => product * side, 1);
}

function formatOf(json: Json, topology: Json): CheckedArtifacts['format'] {
  const { format } = json;
  if (format === 'layers-model' || format === 'graph-model') return format;
  if (format !== undefined && format !== null) {
    throw new XaiError(
      'model-unsupported',
      `Expected the format layers-model or graph-model, but model.json says ${JSON.stringify(format)}.`,
    );
  }
  return Array.isArray(topology['node']) ? 'graph-model' : 'layers-model';
}

function requireInside(path: string): void {
  // An empty part is also what an absolute path begins with, and what a URL has after its colon.
  const escapes = /[\\\0]|^[a-z]:/i.test(path) || path.split('/').some((part) => part === '..' || part === '');
  if (!escapes) return;
  throw new XaiError(
    'model-invalid',
    `The model keeps weights in '${path}', but they are only taken from its own folder; save the model with plain file names for them.`,
  );
}
