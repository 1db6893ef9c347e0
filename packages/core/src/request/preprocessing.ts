import { filters } from '../image/filters.js';
import { optionNames } from '../preprocess/options.js';
import type { PreprocessingOptions } from '../preprocess/options.js';
import type { Size } from '../preprocess/preprocessing.js';
import { presetNames } from '../preprocess/presets.js';
import { parseChoice, parseFraction, parseNumber, parseNumbers } from './values.js';

const parsers: {
  readonly [Name in keyof PreprocessingOptions]-?: (text: string, name: string) => PreprocessingOptions[Name];
} = {
  preset: (text, name) => parseChoice(text, name, presetNames),
  resize: parseSize,
  crop: parseSize,
  filter: (text, name) => parseChoice(text, name, filters),
  channels: (text, name) => parseChoice(text, name, ['rgb', 'bgr', 'gray'] as const),
  scale: parseFraction,
  mean: parseNumbers,
  std: parseNumbers,
};

/**
 * Options of preprocessing as people write them: `imagenet`, `224,224`, `1/255`, `0.485,0.456,0.406`.
 *
 * @param textOf the text of an option, `undefined` where it is not given
 * @param nameOf what its writer calls it, for messages
 * @throws XaiError `usage` for values that are no numbers, sizes or names
 */
export function parsePreprocessing(
  textOf: (option: string) => string | undefined,
  nameOf: (option: string) => string,
): PreprocessingOptions {
  const given = optionNames.flatMap((option) => {
    const text = textOf(option);
    return text === undefined ? [] : [[option, parsers[option](text, nameOf(option))]];
  });
  return Object.fromEntries(given) as PreprocessingOptions;
}

function parseSize(text: string, name: string): number | Size | 'none' {
  if (text === 'none') return 'none';
  const side = (part: string): number => parseNumber(part, name, { integer: true, minimum: 1, unit: 'pixels' });
  const sides = text.split(/[,x]/);
  // More than two are no size: the message shows all of them.
  if (sides.length !== 2) return side(text);
  return [side(sides[0]!), side(sides[1]!)];
}
