import { filters } from '../../image/filters.js';
import type { Crop, Resize } from '../preprocessing.js';
import { asObject, fieldsOf, parsedJson } from './fields.js';
import type { Reader } from './finding.js';

const source = `model metadata 'preprocessing'`;

/**
 * The `preprocessing` record in the metadata of Pellucid's sample network (ONNX and TF.js alike): `size`, `mean`, `std`,
 * `interpolation`, and in words `resize` ("shortest side to 144, then centre crop 128") and `range` ("RGB / 255").
 */
export const readPreprocessingMetadata: Reader = ({ metadata }) => {
  const record = asObject(parsedJson(metadata['preprocessing']));
  if (!record) return null;
  const fields = fieldsOf(record, source);
  const size = fields.size('size');
  const words = fields.text('resize') ?? '';
  const edge = /shortest side to (\d+)/.exec(words)?.[1];
  const side = /cent(?:re|er) crop (\d+)/.exec(words)?.[1];
  const resize: Resize | undefined = edge
    ? { kind: 'shortest-edge', edge: Number(edge) }
    : size && { kind: 'exact', size };
  const crop: Crop | null = side ? { size: [Number(side), Number(side)], fill: [0, 0, 0] } : null;
  const [, order, divisor] = /^(RGB|BGR|gray)(?: \/ (\d+(?:\.\d+)?))?$/i.exec(fields.text('range') ?? '') ?? [];
  const interpolation = fields.text('interpolation');
  const filter = filters.find((name) => name === interpolation);
  const [mean, std] = [fields.numbers('mean'), fields.numbers('std')];
  return {
    source,
    pieces: {
      ...(resize && { resize, crop }),
      ...(filter && { filter }),
      ...(order && { channels: order.toLowerCase() as 'rgb' | 'bgr' | 'gray', scale: 1 / Number(divisor ?? 1) }),
      ...(mean && { mean }),
      ...(std && { std }),
    },
    size,
    warnings: fields.warnings,
  };
};
