import { XaiError, didYouMean } from '@pellucid/core';
import type { Cotangent, Tensor, Tensors } from '@pellucid/core';
import type { Cut } from './cut.js';
import { cotangentName, gradientName } from './cut.js';
import type { KnownTensors } from './probe.js';
import { isFedAsInt64 } from './runtime/host-tensors.js';
import type { TensorSpecs } from './tensor-specs.js';

/** Cotangents that are arrays, under the names of the graph inputs that carry them. */
export function arrayCotangents(cotangents: Readonly<Record<string, Cotangent>>): Tensors {
  const arrays = Object.entries(cotangents).flatMap(([name, cotangent]) =>
    'top' in cotangent ? [] : [[cotangentName(name), cotangent] as const],
  );
  return Object.fromEntries(arrays);
}

/** The tensor whose value, cotangent or gradient an input or output of a cut carries. */
export function carriedBy({ cotangents, wrt }: Cut): (name: string) => string {
  const carried = new Map([
    ...cotangents.map(({ tensor }) => [cotangentName(tensor), tensor] as const),
    ...wrt.map((tensor) => [gradientName(tensor), tensor] as const),
  ]);
  return (name) => carried.get(name) ?? name;
}

/** Cotangents as a cut knows them: by tensor, one-hot at a rank or given (`null`). */
export function cotangentSymbols(cotangents: Readonly<Record<string, Cotangent>>): Cut['cotangents'] {
  return Object.keys(cotangents)
    .sort()
    .map((tensor) => {
      const cotangent = cotangents[tensor]!;
      return { tensor, top: 'top' in cotangent ? cotangent.top : null };
    });
}

/** The fetched tensors, those that were fed included. */
export function pickFetches(
  results: Readonly<Record<string, Tensor>>,
  feeds: Tensors,
  fetches: readonly string[],
): Record<string, Tensor> {
  return Object.fromEntries(fetches.map((name) => [name, (Object.hasOwn(feeds, name) ? feeds : results)[name]!]));
}

/** @throws XaiError `usage` for a name that is no tensor of the network */
export function requireTensors(known: KnownTensors, names: readonly string[]): void {
  for (const name of names) {
    if (known.has(name)) continue;
    throw new XaiError(
      'usage',
      `The network has no tensor '${name}'.${didYouMean(name, known.names)} \`xai inspect\` lists its layers.`,
    );
  }
}

/** @throws XaiError `usage` for a tensor of integers or the like, through which no gradient flows */
export function requireFloats(known: KnownTensors, names: readonly string[]): void {
  const other = names.find((name) => !known.isFloat(name));
  if (other === undefined) return;
  throw new XaiError(
    'usage',
    `Gradients flow through floats only, but '${other}' is ${known.dtypeOf(other)}. Choose another tensor.`,
  );
}

/** @throws XaiError `input-invalid` for a fed tensor, or an array cotangent, of the wrong type or shape */
export function checkShapes(specs: TensorSpecs, tensors: Readonly<Record<string, Cotangent>>): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    if ('top' in tensor) continue;
    const { shape } = specs.spec(name);
    const stored = specs.stored(name).dtype;
    const dtype = isFedAsInt64(stored) ? 'int64' : stored;
    const fits =
      tensor.shape.length === shape.length &&
      tensor.shape.every(
        (side, axis) => (axis === 0 && shape.length > 0) || shape[axis] === null || side === shape[axis],
      );
    if (fits && tensor.dtype === dtype) continue;
    throw new XaiError(
      'input-invalid',
      `Expected '${name}' to be ${dtype} of shape [${shape.map((side) => side ?? 'N').join(', ')}], but got ${tensor.dtype} of shape [${tensor.shape.join(', ')}].`,
    );
  }
}
