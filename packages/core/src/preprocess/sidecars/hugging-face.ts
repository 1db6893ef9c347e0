import type { Filter } from '../../image/filters.js';
import { labelsFromJson } from '../labels.js';
import type { Crop, PreprocessingPieces, Resize, Size } from '../preprocessing.js';
import { asObject, fieldsOf, isSide } from './fields.js';
import type { Fields, JsonObject } from './fields.js';
import type { Reader } from './finding.js';

const processorFile = 'preprocessor_config.json';
const modelFile = 'config.json';

/** PIL's `Image.Resampling` by its integer. */
const filterOfResample: readonly Filter[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];

/** Processors for which a bare number is the shortest edge; for all others it is both sides. */
const shortestEdgeProcessors =
  /^(Bit|ChineseCLIP|CLIP|ConvNext|Levit|MobileNetV1|MobileNetV2|MobileViT|PoolFormer|TextNet|ViTHybrid|Vilt)(ImageProcessor|FeatureExtractor)/;

interface Geometry {
  readonly resize: Resize;
  readonly crop: Crop | null;
}

const cropOf = (size: Size): Crop => ({ size, fill: [0, 0, 0] });
const shortest = (edge: number): Resize => ({ kind: 'shortest-edge', edge: Math.max(1, Math.trunc(edge)) });

/**
 * `size` as a rule: `n`, `{ height, width }`, `{ shortest_edge }`. Undefined, with a warning, for other forms: with
 * `longest_edge` (detectors) every picture has another size, and a network with fixed sides cannot have been fed so.
 */
function resizeRule(record: JsonObject, fields: Fields, processor: string): Resize | undefined {
  const { size } = record;
  if (isSide(size) && shortestEdgeProcessors.test(processor)) return shortest(size);
  const sides = asObject(size);
  if (isSide(sides?.['shortest_edge']) && !('longest_edge' in sides)) return shortest(sides['shortest_edge']);
  const exact = fields.size('size');
  return exact && { kind: 'exact', size: exact };
}

/** Resize and crop as the processor classes of transformers do them; each special case is one class's `resize`. */
function geometryOf(record: JsonObject, fields: Fields, processor: string): Geometry | undefined {
  const rule =
    fields.boolean('do_resize') === false ? { kind: 'none' as const } : resizeRule(record, fields, processor);
  if (!rule) return undefined;
  const cropSize = fields.size('crop_size');
  const crop = cropSize && fields.boolean('do_center_crop') !== false ? cropOf(cropSize) : null;
  if (rule.kind === 'none') return { resize: rule, crop };
  const sides: Size = rule.kind === 'shortest-edge' ? [rule.edge, rule.edge] : (rule as { size: Size }).size;

  if (processor.startsWith('Levit') && rule.kind === 'shortest-edge') {
    return { resize: shortest((256 / 224) * rule.edge), crop };
  }
  // A file without crop_pct leaves it to the class; null switches it off.
  const classFraction = processor.startsWith('ConvNext')
    ? 224 / 256
    : processor.startsWith('PoolFormer')
      ? 0.9
      : undefined;
  const fraction = record['crop_pct'] === undefined ? classFraction : fields.positive('crop_pct');
  if (processor.startsWith('ConvNext') && sides[0] >= 384)
    return { resize: { kind: 'exact', size: sides }, crop: null };
  if (fraction === undefined) return { resize: rule, crop };
  return {
    resize:
      sides[0] === sides[1]
        ? shortest(sides[0] / fraction)
        : { kind: 'exact', size: [Math.trunc(sides[0] / fraction), Math.trunc(sides[1] / fraction)] },
    crop: crop ?? cropOf(sides),
  };
}

function valuesOf(record: JsonObject, fields: Fields): Partial<PreprocessingPieces> {
  const rescale = fields.boolean('do_rescale') !== false;
  // Processors that never normalise (MobileViT) keep none of the three keys.
  const normalize = fields.boolean('do_normalize') ?? ('image_mean' in record || 'image_std' in record);
  const mean = normalize ? fields.numbers('image_mean') : [0];
  const std = normalize ? fields.numbers('image_std') : [1];
  if (!mean || !std) {
    fields.warnings.push(
      `${processorFile} normalises, but does not say with which ${mean ? 'image_std' : 'image_mean'}.`,
    );
  }
  // rescale_offset (EfficientNet, ViViT): 1 is subtracted after the scale. include_top (EfficientNet): divided by std twice.
  const offset = rescale && fields.boolean('rescale_offset') === true ? 1 : 0;
  const twice = normalize && fields.boolean('include_top') === true;
  return {
    channels: fields.boolean('do_flip_channel_order') === true ? 'bgr' : 'rgb',
    scale: rescale ? (fields.positive('rescale_factor') ?? 1 / 255) : 1,
    ...(mean && { mean: mean.map((value) => value + offset) }),
    ...(std && { std: std.map((value) => (twice ? value * value : value)) }),
  };
}

/**
 * Hugging Face `preprocessor_config.json`, as the image processors of transformers 4 read it (old
 * `feature_extractor_type` files too). Checked against those classes' own output.
 */
export const readHuggingFaceProcessor: Reader = ({ sidecars }) => {
  const record = asObject(sidecars[processorFile]);
  // Sound processors keep their settings in a file of the same name.
  if (!record || !['size', 'image_mean', 'do_resize', 'do_rescale'].some((key) => key in record)) return null;
  const fields = fieldsOf(record, processorFile);
  const processor = fields.text('image_processor_type') ?? fields.text('feature_extractor_type') ?? '';
  const geometry = geometryOf(record, fields, processor);
  const resample = fields.number('resample') ?? 2;
  const filter = filterOfResample[resample];
  if (!filter)
    fields.warnings.push(`${processorFile}: 'resample' is ${resample}, which is no filter of PIL; bilinear was taken.`);
  const edge = geometry?.resize.kind === 'shortest-edge' ? geometry.resize.edge : undefined;
  return {
    source: processorFile,
    pieces: { ...geometry, filter: filter ?? 'bilinear', ...valuesOf(record, fields) },
    size: edge === undefined || geometry?.crop ? undefined : [edge, edge],
    warnings: fields.warnings,
  };
};

/** Labels from `id2label` of Hugging Face `config.json`; transformers' placeholders (`LABEL_0`) count as none. */
export const readHuggingFaceLabels: Reader = ({ sidecars }) => {
  const labels = labelsFromJson(asObject(sidecars[modelFile])?.['id2label']);
  if (!labels || labels.every((label, index) => label === `LABEL_${index}`)) return null;
  return { source: modelFile, pieces: {}, labels, warnings: [] };
};
