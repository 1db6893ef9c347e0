import type { Cotangent, Tensor, Tensors } from '@pellucid/core';
import type { Cut } from './cut.js';
import { cotangentName, gradientName } from './cut.js';

/** What a session is fed: tensors of the network, and cotangents under the names of the graph inputs that carry them. */
export function sessionFeeds(feeds: Tensors, cotangents: Tensors): Tensors {
  const carried = Object.entries(cotangents).map(([name, tensor]) => [cotangentName(name), tensor] as const);
  return { ...feeds, ...Object.fromEntries(carried) };
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
