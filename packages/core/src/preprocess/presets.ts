import type { PreprocessingPieces, Size } from './preprocessing.js';

/**
 * Preprocessing that many networks share, by name.
 *
 * - `imagenet`: RGB, /255, minus .485 .456 .406, divided by .229 .224 .225 (torchvision, timm, ONNX model zoo).
 * - `imagenet-bgr`: BGR, 0..255 minus 103.939 (B), 116.779 (G), 123.68 (R), not divided (Caffe and Keras' `caffe` mode).
 * - `tf`: RGB, x / 127.5 - 1 (Keras' `tf` mode, Teachable Machine).
 * - `raw01`: RGB, /255. `raw255`: RGB, 0..255.
 */
export type PresetName = 'imagenet' | 'imagenet-bgr' | 'tf' | 'raw01' | 'raw255';

type Values = Pick<PreprocessingPieces, 'channels' | 'scale' | 'mean' | 'std'>;

const values: Readonly<Record<PresetName, Values>> = {
  imagenet: { channels: 'rgb', scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  'imagenet-bgr': { channels: 'bgr', scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] },
  tf: { channels: 'rgb', scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
  raw01: { channels: 'rgb', scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] },
  raw255: { channels: 'rgb', scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
};

/** The names, for checks and messages. */
export const presetNames = Object.keys(values) as readonly PresetName[];

/** The part of a resized picture that an ImageNet centre crop keeps: 224 of 256. */
const CROP_FRACTION = 0.875;

/**
 * The preset for a network that takes `size` and `count` channels. The imagenet presets bring the shortest edge to
 * `floor(side / 0.875)` (256 for 224) and crop the middle, the others resize to `size` plainly; bilinear, antialiased.
 * With one channel the presets other than `imagenet` and `imagenet-bgr` take grey.
 *
 * @returns null for an imagenet preset with one channel: its numbers belong to colours
 */
export function presetPieces(name: PresetName, size: Size, count: 1 | 3): PreprocessingPieces | null {
  const { channels, scale, mean, std } = values[name];
  if (name === 'imagenet' || name === 'imagenet-bgr') {
    if (count === 1) return null;
    const [height, width] = [Math.floor(size[0] / CROP_FRACTION), Math.floor(size[1] / CROP_FRACTION)];
    return {
      resize: height === width ? { kind: 'shortest-edge', edge: height } : { kind: 'cover', size: [height, width] },
      filter: 'bilinear',
      crop: { size, fill: [0, 0, 0] },
      channels,
      scale,
      mean,
      std,
    };
  }
  return {
    resize: { kind: 'exact', size },
    filter: 'bilinear',
    crop: null,
    channels: count === 1 ? 'gray' : channels,
    scale,
    mean: mean.slice(0, count),
    std: std.slice(0, count),
  };
}
