import { readFileSync } from 'node:fs';
import { createRandom, findPreprocessing, floatTensor, toInput } from '@pellucid/core';
import type { FloatTensor, Model } from '@pellucid/core';
import { decodeImage } from '../../packages/cli/src/image/decode.js';
import type { Pair } from './pairs.js';

const most = 20;

/** Up to 20 inputs, each a batch of one: the pictures as the network takes them, then ever fainter ones, whose kinks lie elsewhere. */
export async function inputsOf({ pictures, preset }: Pair, model: Model): Promise<FloatTensor[]> {
  const clues = { inputShape: model.inputs[0]!.shape, sidecars: {}, metadata: model.metadata };
  const { preprocessing } = findPreprocessing(clues, preset === undefined ? {} : { preset });
  const inputs: FloatTensor[] = [];
  for (const picture of pictures) inputs.push(toInput(await decodeImage(readFileSync(picture)), preprocessing).input);
  return Array.from({ length: most }, (_, i) =>
    times(inputs[i % inputs.length]!, (100 - 3 * Math.floor(i / inputs.length)) / 100),
  );
}

export function times(input: FloatTensor, factor: number): FloatTensor {
  return changed(input, (value) => value * factor);
}

/** Moves every value by a random part of it, of standard deviation `size`. */
export function moved(input: FloatTensor, size: number, seed: number): FloatTensor {
  const random = createRandom(seed);
  return changed(input, (value) => value * (1 + size * random.normal()));
}

function changed({ data, shape, layout }: FloatTensor, change: (value: number) => number): FloatTensor {
  return floatTensor(data.map(change), shape, layout);
}
