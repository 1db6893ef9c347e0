/** What Node says of one network, and the .npy files that a page is given to say the same. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPreprocessing, pixelRange, writeNpy } from '@pellucid/core';
import type { FloatTensor, MethodOptions } from '@pellucid/core';
import type { Reference } from '../parity/compare.js';
import { referenceOf } from '../parity/compare.js';
import type { OpenModel } from '../parity/engines.js';
import { inputsOf } from '../parity/inputs.js';
import { networkFor } from '../parity/pairs.js';
import type { Pair } from '../parity/pairs.js';
import { quickOptions } from '../parity/quick-options.js';
import type { PageEngine } from './page-engines.js';
import { nodeEngines } from './page-engines.js';
import type { Quantity } from './quantity.js';

export interface References {
  readonly model: OpenModel;
  /** How many inputs there are. */
  readonly count: number;
  /** Name of an input's file in the folder. */
  readonly fileOf: (index: number) => string;
  /** What a page is given; what it knows of the pictures it finds out by itself. */
  readonly optionsOf: (quantity: Quantity) => MethodOptions;
  /** Computed once. */
  readonly at: (quantity: Quantity, index: number) => Promise<Reference>;
}

/**
 * @param folder that the inputs are written to
 * @param count of steps and samples; see {@link quickOptions}
 * @param most inputs that are written
 */
export async function openReferences(
  pair: Pair,
  backend: PageEngine['backend'],
  folder: string,
  { count, most }: { readonly count: number; readonly most: number },
): Promise<References> {
  const engine = nodeEngines[backend];
  const model = await engine.open(networkFor(pair, engine));
  const inputs = (await inputsOf(pair, model)).slice(0, most);
  const fileOf = (index: number): string => `${backend}-${index}.npy`;
  await Promise.all(inputs.map(({ data, shape }, i) => writeFile(join(folder, fileOf(i)), writeNpy(data, shape))));
  const clues = { inputShape: model.inputs[0]!.shape, sidecars: {}, metadata: model.metadata };
  const { preprocessing } = findPreprocessing(clues, pair.preset === undefined ? {} : { preset: pair.preset });
  const optionsOf = ({ method, options }: Quantity): MethodOptions => ({
    ...quickOptions(method, inputs[0]!, count),
    ...options,
  });
  const known = new Map<string, Promise<Reference>>();
  const compute = (quantity: Quantity, input: FloatTensor): Promise<Reference> =>
    referenceOf(model, input, quantity.method, { ...optionsOf(quantity), pixelRange: pixelRange(preprocessing) });
  return {
    model,
    count: inputs.length,
    fileOf,
    optionsOf,
    at(quantity, index) {
      const key = `${quantity.name} ${index}`;
      const reference = known.get(key) ?? compute(quantity, inputs[index]!);
      known.set(key, reference);
      return reference;
    },
  };
}
