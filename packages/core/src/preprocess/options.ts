import { XaiError } from '../errors.js';
import type { XaiErrorCode } from '../errors.js';
import { filters } from '../image/filters.js';
import type { Filter } from '../image/filters.js';
import { didYouMean, nearest } from '../suggest.js';
import { presetNames } from './presets.js';
import type { PresetName } from './presets.js';
import type { Channels, Crop, PreprocessingPieces, Resize, Size } from './preprocessing.js';
import { asSize, isNumber, isNumbers, isSide } from './sidecars/fields.js';

/**
 * Preprocessing as a user says it, in flags, in the library or in `xai.json`. Everything may be left out; what is given
 * goes before anything found.
 */
export interface PreprocessingOptions {
  /** Complete preprocessing by name; the other options change single pieces of it. */
  readonly preset?: PresetName;
  /** A number: the shortest edge. `[height, width]`: exactly that. `'none'`: not resized. */
  readonly resize?: number | Size | 'none';
  readonly filter?: Filter;
  /** The middle square or `[height, width]`; `'none'`: not cropped. */
  readonly crop?: number | Size | 'none';
  readonly channels?: Channels;
  /** Factor for values 0..255; default 1/255. */
  readonly scale?: number;
  /** Subtracted after `scale`: one number, or one per channel in the network's order. Default 0. */
  readonly mean?: number | readonly number[];
  /** Divided by after `mean`, as `mean`. Default 1. */
  readonly std?: number | readonly number[];
}

const isSizeOption = (value: unknown): boolean => value === 'none' || asSize(value) !== null;
const isValues = (value: unknown): boolean => isNumber(value) || isNumbers(value);
const oneOf =
  (names: readonly string[]) =>
  (value: unknown): boolean =>
    names.includes(value as string);

const channelNames: readonly Channels[] = ['rgb', 'bgr', 'gray'];

/** Each option's test and what it should be, for messages. */
const rules: Readonly<
  Record<keyof PreprocessingOptions, readonly [test: (value: unknown) => boolean, expected: string]>
> = {
  preset: [oneOf(presetNames), presetNames.join(', ')],
  resize: [isSizeOption, 'pixels of the shortest edge, [height, width], or none'],
  filter: [oneOf(filters), filters.join(', ')],
  crop: [isSizeOption, 'pixels of a square, [height, width], or none'],
  channels: [oneOf(channelNames), channelNames.join(', ')],
  scale: [(value) => isNumber(value) && value !== 0, 'a number other than 0'],
  mean: [isValues, 'a number, or one per channel'],
  std: [(value) => isValues(value) && ![value].flat().includes(0), 'a number other than 0, or one per channel'],
};

/** What an option is called by those who write it, for messages and for the source of what it gave. */
export type NameOf = (option: keyof PreprocessingOptions | 'input') => string;

/** As flags of the command line. */
export const asFlag: NameOf = (option) => `--${option}`;

/** Whether a piece came from an option (its preset included). */
export function isOption(source: string, nameOf: NameOf): boolean {
  return optionNames.some((option) => source === nameOf(option)) || source.startsWith(`${nameOf('preset')} `);
}

/** The code of an error over a piece: the user's own doing, or that of a file. */
export function blameFor(source: string, nameOf: NameOf): XaiErrorCode {
  return isOption(source, nameOf) ? 'usage' : 'input-invalid';
}

/** The names of the options. */
export const optionNames = Object.keys(rules) as readonly (keyof PreprocessingOptions)[];

/**
 * Checks options that come from outside. Keys that hold `undefined` are dropped.
 *
 * @param label what a key is called in messages, for example `--mean`
 * @throws XaiError with `code` for an unknown key (the nearest right one is named) or a value that cannot be
 */
export function checkOptions(
  options: Readonly<Record<string, unknown>>,
  label: (key: string) => string,
  code: XaiErrorCode,
): PreprocessingOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    if (!Object.hasOwn(rules, key)) {
      const near = nearest(key, optionNames);
      throw new XaiError(
        code,
        `${label(key)} is not an option of preprocessing; ` +
          (near ? `did you mean ${label(near)}?` : `there are ${optionNames.join(', ')}.`),
      );
    }
    const [test, expected] = rules[key as keyof PreprocessingOptions];
    if (test(value)) continue;
    const hint = typeof value === 'string' ? didYouMean(value, expected.split(', ')) : '';
    throw new XaiError(code, `${label(key)} should be ${expected}, but it is ${JSON.stringify(value)}.${hint}`);
  }
  return Object.fromEntries(given);
}

function toResize(value: number | Size | 'none'): Resize {
  if (value === 'none') return { kind: 'none' };
  return isSide(value) ? { kind: 'shortest-edge', edge: value } : { kind: 'exact', size: asSize(value)! };
}

function toCrop(value: number | Size | 'none'): Crop | null {
  return value === 'none' ? null : { size: asSize(value)!, fill: [0, 0, 0] };
}

/** The pieces that checked options state. */
export function optionPieces(options: Omit<PreprocessingOptions, 'preset'>): Partial<PreprocessingPieces> {
  const { resize, crop, mean, std, ...asGiven } = options;
  return {
    ...asGiven,
    ...(resize !== undefined && { resize: toResize(resize) }),
    ...(crop !== undefined && { crop: toCrop(crop) }),
    ...(mean !== undefined && { mean: [mean].flat() }),
    ...(std !== undefined && { std: [std].flat() }),
  };
}
