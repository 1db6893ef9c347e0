import { XaiError, colormapNames, methodById, parseChoice, parseNumber } from '@pellucid/core';
import type { ColormapName, MethodDescriptor, PreprocessingOptions, Quantity } from '@pellucid/core';
import type { FeedRequest } from '../input/read-feeds.js';
import { parseFeeds } from '../input/read-feeds.js';
import type { ModelRequest } from '../model/open-model.js';
import type { FlagTable, Given } from './flags.js';
import { list, text, toggle, words } from './flags.js';
import { methodFlags, readMethodOptions, rejectForeignOptions } from './method-flags.js';
import { modelFlags, readModelRequest } from './model-flags.js';
import { preprocessingFlags, readPreprocessing } from './preprocessing-flags.js';

const formats = ['png', 'npy', 'json', 'svg'] as const;
export type Format = (typeof formats)[number];

/** A method and the options it was given. */
export interface ChosenMethod {
  readonly method: MethodDescriptor;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What `xai explain` was asked to do. Paths are as they were given. */
export interface ExplainRequest {
  readonly images: readonly string[];
  readonly model: ModelRequest;
  readonly methods: readonly ChosenMethod[];
  /** As `parseTargets` reads them. */
  readonly targets: readonly string[];
  readonly of: Quantity | undefined;
  /** `predicted`, `X,Y` or the file of a mask. */
  readonly region: string | undefined;
  readonly preprocessing: PreprocessingOptions;
  readonly out: string;
  readonly formats: readonly Format[];
  readonly colormap: ColormapName | undefined;
  readonly json: boolean;
  readonly saveInput: string | undefined;
  readonly input: string | undefined;
  /** The other inputs of a network with several. */
  readonly feeds: readonly FeedRequest[];
  /** Whether the overlay is shown in the terminal; by default where a few are made. */
  readonly picture: boolean | undefined;
}

const what = 'What to explain:';
const output = 'Output:';
const colormaps: readonly ColormapName[] = Object.values(colormapNames).flat();

export const explainFlags: FlagTable = {
  method: {
    group: what,
    describe: 'Method, or several with commas between them; xai methods lists them [default: grad-cam]',
  },
  target: {
    group: what,
    describe:
      'top (the predicted class), top:3 (one map each), a class index, a label, 207-281 (why this and not that), output:NAME[i,j,...], layer:NAME[channel] or layer:NAME[channel,y,x]; may be given several times [default: top]',
  },
  of: {
    group: what,
    describe: 'Explain logits or probabilities [default: probabilities for occlusion and recipro-cam, else logits]',
  },
  region: {
    group: what,
    describe:
      'For outputs with positions (segmentation): predicted (all pixels of the class), X,Y (one pixel of the output), or a mask as MASK.png [default: predicted]',
  },
  ...modelFlags,
  ...methodFlags,
  ...preprocessingFlags,
  out: { group: output, describe: 'Folder for the results [default: explanations]' },
  format: { group: output, describe: `Which files, of ${formats.join(', ')} [default: png,npy,json]` },
  json: {
    type: 'boolean',
    group: output,
    describe: 'Print the records (an array if there are several) on stdout and nothing else there',
  },
  colormap: { group: output, describe: `Colours: ${colormaps.join(', ')} [default: by the sign of the values]` },
  picture: {
    type: 'boolean',
    group: output,
    describe: 'Show the overlay in the terminal, where it can; --no-picture does not',
  },
  'save-input': { group: output, describe: 'Write the exact network input to this .npy file' },
  input: {
    group: output,
    describe: 'Take the exact network input from this .npy file; a picture then only gives the name',
  },
  feed: {
    group: output,
    describe:
      'NAME=FILE.npy: values of another input, where the network has several; the one that is not fed is explained. May be given several times',
  },
};

/** @throws XaiError `usage` */
export function readExplainRequest(given: Given): ExplainRequest {
  const ids = list(given, 'method', 'a method, such as grad-cam');
  const methods = [...new Set(ids.length > 0 ? ids : ['grad-cam'])].map(methodById);
  rejectForeignOptions(given, methods);
  const of = text(given, 'of');
  const map = text(given, 'colormap');
  const kinds = list(given, 'format', `some of ${formats.join(', ')}`).map((format) =>
    parseChoice(format, '--format', formats),
  );
  const seed = text(given, 'seed');
  if (seed !== undefined) parseNumber(seed, '--seed', { integer: true, minimum: 0 });
  return {
    images: words(given, 'images'),
    model: readModelRequest(given),
    methods: methods.map((method) => ({ method, options: readMethodOptions(given, method) })),
    targets: targetsOf(given),
    of: of === undefined ? undefined : parseChoice(of, '--of', ['logits', 'probabilities'] as const),
    region: text(given, 'region', 'predicted, X,Y or a mask'),
    preprocessing: readPreprocessing(given),
    out: text(given, 'out', 'a folder') ?? 'explanations',
    formats: kinds.length > 0 ? [...new Set(kinds)] : ['png', 'npy', 'json'],
    colormap: map === undefined ? undefined : parseChoice(map, '--colormap', colormaps),
    json: toggle(given, 'json') ?? false,
    saveInput: text(given, 'save-input', 'a file'),
    input: inputFile(given),
    feeds: parseFeeds(words(given, 'feed')),
    picture: toggle(given, 'picture'),
  };
}

/** `--target` without a value means the top class. */
function targetsOf(given: Given): string[] {
  return [given['target'] ?? true].flat().map((target) => (target === true || target === '' ? 'top' : String(target)));
}

function inputFile(given: Given): string | undefined {
  const input = text(given, 'input', 'a .npy file');
  if (input !== undefined && words(given, 'images').length > 1) {
    throw new XaiError('usage', '--input takes the place of one picture, but several are given.');
  }
  if (input !== undefined && given['save-input'] !== undefined) {
    throw new XaiError(
      'usage',
      '--input and --save-input do not go together: one takes the network input, the other makes it.',
    );
  }
  return input;
}
