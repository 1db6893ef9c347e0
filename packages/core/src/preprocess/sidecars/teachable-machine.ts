import { labelsFromJson } from '../labels.js';
import { presetPieces } from '../presets.js';
import { asObject, fieldsOf } from './fields.js';
import type { Reader } from './finding.js';

const file = 'metadata.json';

/**
 * Teachable Machine's `metadata.json` for image models: labels and `imageSize` (224 where older files leave it out).
 * The picture's shorter side is brought to that, the middle square cut out, values are x / 127.5 - 1. The browser's
 * canvas does the resizing there; bilinear is taken for it.
 */
export const readTeachableMachine: Reader = ({ sidecars }) => {
  const record = asObject(sidecars[file]);
  if (!record || !('imageSize' in record || record['packageName'] === '@teachablemachine/image')) return null;
  const fields = fieldsOf(record, file);
  const size = fields.size('imageSize') ?? [224, 224];
  const count = fields.boolean('grayscale') === true ? 1 : 3;
  return {
    source: file,
    pieces: {
      ...presetPieces('tf', size, count),
      resize: { kind: 'shortest-edge', edge: size[0] },
      crop: { size, fill: [0, 0, 0] },
    },
    labels: labelsFromJson(record['labels']) ?? undefined,
    warnings: fields.warnings,
  };
};
