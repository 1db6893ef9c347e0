import type { Channels, PreprocessingPieces } from '../preprocessing.js';
import type { Reader } from './finding.js';

const source = 'ONNX metadata (Image.*)';

const channelsOfFormat: Readonly<Record<string, Channels>> = {
  Gray8: 'gray',
  Rgb8: 'rgb',
  Rgba8: 'rgb',
  Bgr8: 'bgr',
  Bgra8: 'bgr',
};

type Values = Pick<PreprocessingPieces, 'scale' | 'mean' | 'std'>;
const valuesOfRange: Readonly<Record<string, Values>> = {
  NominalRange_0_255: { scale: 1, mean: [0], std: [1] },
  Normalized_0_1: { scale: 1 / 255, mean: [0], std: [1] },
  Normalized_1_1: { scale: 1 / 127.5, mean: [1], std: [1] },
};

/**
 * ONNX's own image metadata (`Image.BitmapPixelFormat`, `Image.NominalPixelRange`; ONNX MetadataProps.md), which
 * Windows ML models carry. The studio range 16..235 is not supported.
 */
export const readOnnxImage: Reader = ({ metadata }) => {
  const [format, range] = [metadata['Image.BitmapPixelFormat'], metadata['Image.NominalPixelRange']].map(String);
  const channels = channelsOfFormat[format!];
  const values = valuesOfRange[range!];
  if (!channels && !values) return null;
  return { source, pieces: { ...(channels && { channels }), ...values }, warnings: [] };
};
