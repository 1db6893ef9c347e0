import { filters } from '../../image/filters.js';
import type { Filter } from '../../image/filters.js';
import type { Rgb } from '../../image/center-crop.js';
import { labelsFromJson } from '../labels.js';
import { presetPieces } from '../presets.js';
import type { PreprocessingPieces, Size } from '../preprocessing.js';
import { asObject, asSize, fieldsOf } from './fields.js';
import type { Reader } from './finding.js';

const file = 'config.json';

type Geometry = Pick<PreprocessingPieces, 'resize' | 'crop'>;

/** timm's three evaluation crops: `center` (also the default), `squash`, `border`. */
function geometryOf(size: Size, fraction: number, mode: string, mean: readonly number[]): Geometry {
  const [height, width] = [Math.floor(size[0] / fraction), Math.floor(size[1] / fraction)];
  const crop = { size, fill: [0, 0, 0] as Rgb };
  if (mode === 'squash') return { resize: { kind: 'exact', size: [height, width] }, crop };
  if (mode === 'border') {
    const [red = 0, green = red, blue = red] = mean.map((value) => Math.round(255 * value));
    return { resize: { kind: 'fit', size: [height, width] }, crop: { size, fill: [red, green, blue] } };
  }
  const square = height === width;
  return { resize: square ? { kind: 'shortest-edge', edge: height } : { kind: 'cover', size: [height, width] }, crop };
}

/**
 * timm's `config.json`: `pretrained_cfg` (or the flat form of older files), with timm's defaults for what it leaves out:
 * 3 x 224 x 224, bicubic, ImageNet mean and std, crop fraction 0.875, centre crop.
 */
export const readTimm: Reader = ({ sidecars }) => {
  const config = asObject(sidecars[file]);
  const record = asObject(config?.['pretrained_cfg']) ?? (config && 'input_size' in config ? config : null);
  if (!config || !record) return null;
  const fields = fieldsOf(record, file);
  const [channels = 3, ...sides] = fields.numbers('input_size') ?? [];
  const size = asSize(sides) ?? [224, 224];
  const imagenet = presetPieces('imagenet', size, 3)!;
  const mean = fields.numbers('mean') ?? imagenet.mean;
  const interpolation = fields.text('interpolation') ?? 'bicubic';
  const filter = filters.find((name) => name === interpolation);
  if (!filter)
    fields.warnings.push(
      `${file}: 'interpolation' is '${interpolation}', which is no filter of PIL; bicubic was taken.`,
    );
  const labels = labelsFromJson(record['label_names']) ?? labelsFromJson(config['label_names']);
  return {
    source: file,
    pieces: {
      ...geometryOf(size, fields.positive('crop_pct') ?? 0.875, fields.text('crop_mode') ?? 'center', mean),
      filter: filter ?? ('bicubic' satisfies Filter),
      channels: channels === 1 ? 'gray' : 'rgb',
      scale: 1 / 255,
      mean,
      std: fields.numbers('std') ?? imagenet.std,
    },
    labels: labels ?? undefined,
    warnings: fields.warnings,
  };
};
