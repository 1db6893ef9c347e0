import { XaiError } from '../errors.js';
import { assume } from './assume.js';
import { fitNetwork, outputSize } from './fit-network.js';
import { mergeLayers, presetLayer, statedPieces } from './layers.js';
import type { Layer } from './layers.js';
import { asFlag, blameFor, checkOptions, isOption, optionPieces } from './options.js';
import type { NameOf, PreprocessingOptions } from './options.js';
import { channelCount } from './preprocessing.js';
import type { Preprocessing, Size } from './preprocessing.js';
import type { Finding, PreprocessingClues, Reader } from './sidecars/finding.js';
import { readHuggingFaceLabels, readHuggingFaceProcessor } from './sidecars/hugging-face.js';
import { readLabelFile, readLabelMetadata } from './sidecars/label-files.js';
import { readOnnxImage } from './sidecars/onnx-image.js';
import { readPreprocessingMetadata } from './sidecars/preprocessing-metadata.js';
import { readTeachableMachine } from './sidecars/teachable-machine.js';
import { readTimm } from './sidecars/timm.js';
import { readUltralytics } from './sidecars/ultralytics.js';
import { readXaiJson, readXaiMetadata } from './sidecars/xai-json.js';

/** Preprocessing and labels, and what the user should know of how they were found. */
export interface FoundPreprocessing {
  readonly preprocessing: Preprocessing;
  readonly labels: readonly string[] | null;
  /** The file or record the labels are from; null without labels. */
  readonly labelsSource: string | null;
  readonly warnings: readonly string[];
}

/** In order of precedence; options go before all. */
const readers: readonly Reader[] = [
  readXaiJson,
  readHuggingFaceProcessor,
  readHuggingFaceLabels,
  readTimm,
  readTeachableMachine,
  readXaiMetadata,
  readPreprocessingMetadata,
  readUltralytics,
  readOnnxImage,
  readLabelMetadata,
  readLabelFile,
];

const DEFAULT_SIDE = 224;

function channelsOf(shape: readonly (number | null)[], warnings: string[], nameOf: NameOf): 1 | 3 {
  const channels = shape[1];
  if (shape.length === 4 && (channels === 1 || channels === 3)) return channels;
  if (shape.length === 4 && channels === null) {
    warnings.push('The network leaves its number of channels free; 3 (colour) was assumed.');
    return 3;
  }
  const shown = shape.map((side) => side ?? '?').join(', ');
  throw new XaiError(
    'model-unsupported',
    `A picture needs a network input [N, 1 or 3, H, W], but this one is [${shown}]. Give the input itself with ${nameOf('input')} FILE.npy.`,
  );
}

function sizeStated({ size, pieces }: Pick<Finding, 'size' | 'pieces'>): Size | null {
  return size ?? outputSize({ resize: pieces.resize ?? { kind: 'none' }, crop: pieces.crop ?? null });
}

/** The network's own sides; where they are free, the first that is stated, then 224. */
function sidesOf(
  shape: readonly (number | null)[],
  stating: readonly Pick<Finding, 'size' | 'pieces'>[],
  warnings: string[],
  nameOf: NameOf,
): Size {
  const [, , height = null, width = null] = shape;
  if (height !== null && width !== null) return [height, width];
  const stated = stating.map(sizeStated).find((size) => size !== null);
  const side = height ?? width ?? DEFAULT_SIDE;
  const size: Size = [height ?? stated?.[0] ?? side, width ?? stated?.[1] ?? side];
  if (!stated) {
    warnings.push(
      `The network takes pictures of any size; ${size.join(' x ')} was assumed. Choose with ${nameOf('crop')} or ${nameOf('resize')} H,W.`,
    );
  }
  return size;
}

/** The number of every channel: a single one serves all. */
function perChannel(
  values: readonly number[],
  count: 1 | 3,
  piece: 'mean' | 'std',
  { source, nameOf }: { readonly source: string; readonly nameOf: NameOf },
): readonly number[] {
  if (piece === 'std' && values.includes(0)) {
    throw new XaiError(
      blameFor(source, nameOf),
      `std holds a 0 (${source}), which cannot be divided by. Set ${nameOf('std')}.`,
    );
  }
  if (values.length === count) return values;
  if (values.length === 1) return Array<number>(count).fill(values[0]!);
  throw new XaiError(
    blameFor(source, nameOf),
    `${piece} has ${values.length} numbers (${source}), but the network has ${count} input channel${count === 1 ? '' : 's'}. ` +
      `Set ${nameOf(piece)}.`,
  );
}

/** Channels, mean and std made to suit the number of channels that the network takes. */
function fitChannels(found: Preprocessing, count: 1 | 3, nameOf: NameOf): Preprocessing {
  const { source } = found;
  const channels = count === 1 && !isOption(source.channels, nameOf) ? 'gray' : found.channels;
  if (channelCount(channels) !== count) {
    throw new XaiError(
      blameFor(source.channels, nameOf),
      `The network has ${count} input channel${count === 1 ? '' : 's'}, but ${source.channels} says ${channels}.`,
    );
  }
  return {
    ...found,
    channels,
    mean: perChannel(found.mean, count, 'mean', { source: source.mean, nameOf }),
    std: perChannel(found.std, count, 'std', { source: source.std, nameOf }),
  };
}

/** A mean for 0..255 beside a scale for 0..1 is the commonest mistake in flags. */
function unitWarning({ scale, mean, source }: Preprocessing, nameOf: NameOf): string | null {
  if (scale > 0.1 || mean.every((value) => Math.abs(value) <= 2)) return null;
  return (
    `A mean of ${mean.join(' ')} (${source.mean}) is far outside values scaled by ${scale} (${source.scale}). ` +
    `If it is meant for 0..255, add ${nameOf('scale')} 1.`
  );
}

/**
 * How pictures are prepared for a network, and what its classes are called, from what ships beside and inside the model.
 *
 * Precedence, piece by piece: `options` (a single piece goes before the preset), `<model>.xai.json`, Hugging Face
 * `preprocessor_config.json` and `config.json`, timm `config.json`, Teachable Machine `metadata.json`, the model's
 * metadata (`pellucid` or `xai`, `preprocessing`, Ultralytics, ONNX `Image.*`), lists of labels; then a guess, said in
 * a warning. The sides of the network's input always win over sizes that were found.
 *
 * @param nameOf what options are called in messages and sources. Default: flags of the command line
 * @throws XaiError `usage` for options that cannot be, `input-invalid` for a broken `xai.json` or list of labels,
 *   `model-unsupported` when the input is no picture
 */
export function findPreprocessing(
  clues: PreprocessingClues,
  options: PreprocessingOptions = {},
  nameOf: NameOf = asFlag,
): FoundPreprocessing {
  const warnings: string[] = [];
  const count = channelsOf(clues.inputShape, warnings, nameOf);
  const { preset, ...single } = checkOptions(
    { ...options },
    (key) => nameOf(key as keyof PreprocessingOptions),
    'usage',
  );
  const chosen: Layer = { pieces: optionPieces(single), source: nameOf };
  const findings = readers.map((read) => read(clues)).filter((finding) => finding !== null);
  const size = sidesOf(clues.inputShape, [chosen, ...findings], warnings, nameOf);

  const layers: Layer[] = [chosen];
  if (preset) {
    // It states every piece: what was found beside the model no longer matters, and neither do the warnings about it.
    layers.push(presetLayer(preset, size, count, { source: `${nameOf('preset')} ${preset}`, nameOf }));
  } else {
    for (const finding of findings) {
      const { source } = finding;
      layers.push({ pieces: finding.pieces, source: () => source });
      if (finding.preset) {
        const named = { source: `${source} (preset ${finding.preset})`, nameOf };
        layers.push(presetLayer(finding.preset, size, count, named));
      }
      warnings.push(...finding.warnings);
    }
  }
  const assumed = assume(statedPieces(layers), size, count, nameOf);
  const merged = fitChannels(mergeLayers([...layers, assumed.layer]), count, nameOf);
  const fitted = fitNetwork(merged, size, nameOf);
  const labelled = findings.find(({ labels }) => labels);
  return {
    preprocessing: fitted.preprocessing,
    labels: labelled?.labels ?? null,
    labelsSource: labelled?.source ?? null,
    warnings: [...warnings, assumed.warning, fitted.warning, unitWarning(merged, nameOf)].filter(
      (text) => text !== null,
    ),
  };
}
