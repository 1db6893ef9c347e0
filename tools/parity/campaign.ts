import { catalog } from '@pellucid/core';
import type { DifferentiableModel, FloatTensor, MethodDescriptor } from '@pellucid/core';
import type { Agreement, Reference } from './compare.js';
import { compareWith, largestDifference, logitsOf, referenceOf } from './compare.js';
import { inputsOf } from './inputs.js';
import { wellKnown } from '@pellucid/core/testing';
import type { Pair } from './pairs.js';
import { quickOptions } from './quick-options.js';

/** What the reference network says of a pair's pictures. */
export interface References {
  readonly inputs: readonly FloatTensor[];
  readonly logits: readonly Float32Array[];
  /** In the order of the catalog. */
  readonly methods: readonly { readonly id: string; readonly references: readonly Reference[] }[];
}

/** What an engine makes of the same. */
export interface EngineParity {
  readonly engine: string;
  /** Largest absolute difference of the logits, of all inputs. */
  readonly logits: number;
  /** In the order of the catalog; one agreement for each reference. */
  readonly methods: readonly { readonly id: string; readonly agreements: readonly Agreement[] }[];
}

const fewest = 3;

/** @param count of the quick options */
export async function referencesOf(pair: Pair, model: DifferentiableModel, count: number): Promise<References> {
  const inputs = await inputsOf(pair, model);
  const methods = await inOrder(catalog, async (method) => ({
    id: method.id,
    references: await referencesFor(method, model, inputs, count),
  }));
  const some = inputs.slice(0, fewest);
  return { inputs: some, logits: await inOrder(some, (input) => logitsOf(model, input)), methods };
}

/** At a few inputs, and at more until the reference is well known at one. */
async function referencesFor(
  method: MethodDescriptor,
  model: DifferentiableModel,
  inputs: readonly FloatTensor[],
  count: number,
): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const input of inputs) {
    if (references.length >= fewest && references.some(({ k }) => k <= wellKnown)) break;
    references.push(await referenceOf(model, input, method, quickOptions(method, input, count)));
  }
  return references;
}

/** @param say told of each method as it is done */
export async function parityOf(
  engine: string,
  model: DifferentiableModel,
  { inputs, logits, methods }: References,
  say: (id: string, agreements: readonly Agreement[]) => void,
): Promise<EngineParity> {
  const differences = await inOrder(inputs, async (input, i) =>
    largestDifference(await logitsOf(model, input), logits[i]!),
  );
  const found = await inOrder(methods, async ({ id, references }) => {
    const agreements = await inOrder(references, (reference) => compareWith(reference, model));
    say(id, agreements);
    return { id, agreements };
  });
  const { fallbacks } = model.runtime;
  if (fallbacks.length > 0) throw new Error(`${engine} gave way to another engine: ${fallbacks.join('; ')}`);
  return { engine, logits: Math.max(...differences), methods: found };
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}
