import { filters, parsePreprocessing, presetNames } from '@pellucid/core';
import type { PreprocessingOptions } from '@pellucid/core';
import type { FlagTable, Given } from './flags.js';
import { text } from './flags.js';

const group = 'Preprocessing (found beside the model; what you give here goes first):';

export const preprocessingFlags: FlagTable = {
  preset: { group, describe: `Complete preprocessing by name: ${presetNames.join(', ')}` },
  resize: { group, describe: 'Shortest edge in pixels (256), exact height,width (224,224), or none' },
  crop: { group, describe: 'Middle square in pixels (224), height,width, or none' },
  filter: { group, describe: `How pictures are resized: ${filters.join(', ')}` },
  channels: { group, describe: "Order of the network's channels: rgb, bgr, gray" },
  scale: { group, describe: 'Factor for pixel values 0 to 255, such as 1/255' },
  mean: { group, describe: 'Subtracted after the scale, one number or one per channel: 0.485,0.456,0.406' },
  std: { group, describe: 'Divided by after the mean, as --mean' },
};

/** @throws XaiError `usage` for values that are no numbers, sizes or names */
export function readPreprocessing(given: Given): PreprocessingOptions {
  return parsePreprocessing(
    (option) => text(given, option),
    (option) => `--${option}`,
  );
}
