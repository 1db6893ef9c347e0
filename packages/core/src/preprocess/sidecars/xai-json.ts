import { XaiError } from '../../errors.js';
import { nearest } from '../../suggest.js';
import { labelsFromJson } from '../labels.js';
import { checkOptions, optionNames, optionPieces } from '../options.js';
import { asObject, asSize, parsedJson } from './fields.js';
import type { Finding, Reader } from './finding.js';

const keys = ['labels', 'size', ...optionNames];

const fail = (source: string, sentence: string): never => {
  throw new XaiError('input-invalid', `${source}: ${sentence}`);
};

/**
 * Pellucid's own `<model>.xai.json`, strict. Every key may be left out:
 *
 * ```json
 * {
 *   "labels": ["cat", "dog"],
 *   "preset": "imagenet",
 *   "size": [224, 224],
 *   "resize": 256, "filter": "bicubic", "crop": 224,
 *   "channels": "rgb", "scale": 0.00392156862745098,
 *   "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]
 * }
 * ```
 *
 * `labels`: a list, or an object from index to name. `size`: the sides of the network's input, where the file of the
 * model leaves them free. The other keys are those of `PreprocessingOptions`.
 *
 * @throws XaiError `input-invalid` for an unknown key (the nearest right one is named) or a value that cannot be
 */
function parseXaiJson(value: unknown, source: string): Finding {
  const record =
    asObject(value) ??
    fail(source, `an object such as {"preset": "imagenet"} was expected, but it is ${JSON.stringify(value)}.`);
  const { labels: labelList, size: sides, ...rest } = record;
  const strange = Object.keys(rest).find((key) => !keys.includes(key));
  if (strange !== undefined) {
    const near = nearest(strange, keys);
    fail(source, `'${strange}' is not a key; ${near ? `did you mean '${near}'?` : `there are ${keys.join(', ')}.`}`);
  }
  const { preset, ...single } = checkOptions(rest, (key) => `${source}: '${key}'`, 'input-invalid');
  const labels = labelsFromJson(labelList);
  if (labelList !== undefined && !labels)
    fail(source, `'labels' should be a list of names or an object from index to name.`);
  const size = asSize(sides);
  if (sides !== undefined && !size)
    fail(source, `'size' should be [height, width] in pixels, but it is ${JSON.stringify(sides)}.`);
  return {
    source,
    pieces: optionPieces(single),
    preset,
    size: size ?? undefined,
    labels: labels ?? undefined,
    warnings: [],
  };
}

/** `xai.json` or `<model>.xai.json` beside the model. */
export const readXaiJson: Reader = ({ sidecars }) => {
  const name = Object.keys(sidecars).find((file) => /(^|\.)xai\.json$/.test(file));
  return name === undefined ? null : parseXaiJson(sidecars[name], name);
};

/** The same record in the model's own metadata, under `pellucid` or `xai`. */
export const readXaiMetadata: Reader = ({ metadata }) => {
  const key = ['pellucid', 'xai'].find((name) => metadata[name] !== undefined);
  return key === undefined ? null : parseXaiJson(parsedJson(metadata[key]), `model metadata '${key}'`);
};
