import { filters, presetNames } from '@pellucid/core';
import type { PreprocessingOptions, Size } from '@pellucid/core';
import type { FlagTable, Given } from './flags.js';
import { choice, text } from './flags.js';
import { fraction, number, numbers } from './numbers.js';

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
  const read = <Value>(name: string, parse: (value: string, flag: string) => Value): Value | undefined => {
    const value = text(given, name);
    return value === undefined ? undefined : parse(value, name);
  };
  const options = {
    preset: read('preset', (value, flag) => choice(value, flag, presetNames)),
    resize: read('resize', size),
    crop: read('crop', size),
    filter: read('filter', (value, flag) => choice(value, flag, filters)),
    channels: read('channels', (value, flag) => choice(value, flag, ['rgb', 'bgr', 'gray'] as const)),
    scale: read('scale', fraction),
    mean: read('mean', numbers),
    std: read('std', numbers),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function size(value: string, flag: string): number | Size | 'none' {
  if (value === 'none') return 'none';
  const sides = value.split(/[,x]/).map((side) => number(side, flag, { integer: true, minimum: 1, unit: 'pixels' }));
  const [height, width] = sides;
  if (sides.length > 2) return number(value, flag, { integer: true, minimum: 1, unit: 'pixels' });
  return width === undefined ? height! : [height!, width];
}
