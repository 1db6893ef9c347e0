import { labelsFromJson } from '../labels.js';
import { presetPieces } from '../presets.js';
import type { PreprocessingPieces, Size } from '../preprocessing.js';
import { asSize, parsedJson } from './fields.js';
import type { Reader } from './finding.js';
import { parsePythonNames } from './python-text.js';

type Geometry = Pick<PreprocessingPieces, 'resize' | 'crop'>;

function geometryOf(task: unknown, size: Size): Geometry {
  if (task === 'classify') return { resize: { kind: 'shortest-edge', edge: size[0] }, crop: { size, fill: [0, 0, 0] } };
  return { resize: { kind: 'fit', size }, crop: { size, fill: [114, 114, 114] } };
}

/**
 * Metadata that Ultralytics writes into its exports: `names` (a Python dict, in YOLOv5 a list, as text), `stride`, and
 * mostly `task` and `imgsz`. Values are RGB / 255. Classifiers bring the shortest edge to the size and crop the middle;
 * all other tasks fit the picture into the size and pad with grey 114 (letterbox). Ultralytics resizes those with
 * OpenCV, without antialiasing; here it is the antialiased bilinear filter, so reduced pictures come out smoother.
 */
export const readUltralytics: Reader = ({ metadata, inputShape }) => {
  const { names, stride, task, imgsz } = metadata;
  if (typeof names !== 'string' || stride === undefined) return null;
  const size = asSize(parsedJson(imgsz)) ?? asSize(inputShape.slice(2)) ?? [640, 640];
  const { channels, scale, mean, std, filter } = presetPieces('raw01', size, 3)!;
  return {
    source: 'model metadata (Ultralytics)',
    pieces: { channels, scale, mean, std, filter, ...geometryOf(task, size) },
    labels: labelsFromJson(parsePythonNames(names)) ?? undefined,
    warnings: [],
  };
};
