import { centerCrop, centerOffset } from '../image/center-crop.js';
import { toGray } from '../image/gray.js';
import { opaque } from '../image/opaque.js';
import { checkPixels } from '../image/pixels.js';
import type { Pixels, RgbPixels } from '../image/pixels.js';
import { resize } from '../image/resize.js';
import { roundHalfEven } from '../image/round.js';
import { floatTensor } from '../tensor.js';
import type { FloatTensor } from '../tensor.js';
import { channelCount } from './preprocessing.js';
import type { PreprocessingPieces, Resize, Size } from './preprocessing.js';

/** A rectangle in pixels of the source picture; not whole numbers, and reaching outside it where the crop padded. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture prepared for a network. */
export interface PreparedInput {
  /** `[1, C, H, W]`, NCHW. */
  readonly input: FloatTensor;
  /** What the network saw, `H` x `W`, always in the order R, G, B (grey as R = G = B). Overlays are drawn on it. */
  readonly seen: RgbPixels;
  /** Which part of the source picture that is. */
  readonly view: View;
}

/** The size to which `rule` brings a picture of `height` x `width`; no side is ever below 1. */
export function resizedSize(rule: Resize, height: number, width: number): Size {
  switch (rule.kind) {
    case 'none':
      return [height, width];
    case 'exact':
      return rule.size;
    case 'shortest-edge': {
      const longer = Math.trunc((rule.edge * Math.max(height, width)) / Math.min(height, width));
      return width <= height ? [longer, rule.edge] : [rule.edge, longer];
    }
    case 'cover':
    case 'fit': {
      const ratios = [height / rule.size[0], width / rule.size[1]];
      const ratio = rule.kind === 'cover' ? Math.min(...ratios) : Math.max(...ratios);
      return [Math.max(1, roundHalfEven(height / ratio)), Math.max(1, roundHalfEven(width / ratio))];
    }
  }
}

/** `(pixel * scale - mean) / std` of every channel, planes in the network's order: `[1, C, H, W]`. */
function normalize({ data, width, height }: RgbPixels, pieces: PreprocessingPieces): FloatTensor {
  const { channels, scale, mean, std } = pieces;
  const count = channelCount(channels);
  const plane = width * height;
  const values = new Float32Array(count * plane);
  const ofPixel = new Float32Array(256);
  for (let channel = 0; channel < count; channel++) {
    // Only 256 different values can come out of one channel.
    for (let pixel = 0; pixel < 256; pixel++) ofPixel[pixel] = (pixel * scale - mean[channel]!) / std[channel]!;
    const from = channels === 'bgr' ? 2 - channel : channel;
    for (let i = 0; i < plane; i++) values[channel * plane + i] = ofPixel[data[i * 3 + from]!]!;
  }
  return floatTensor(values, [1, count, height, width]);
}

/**
 * The input of a network for one picture: on white where it is transparent, grey if the network takes grey, resized,
 * cropped in the middle, normalised. Networks that take integers get the values cast by the caller.
 *
 * @param pieces as found by `findPreprocessing`; each channel has its `mean` and `std`
 * @throws XaiError `input-invalid` for a picture whose data does not fit its sides
 */
export function toInput(picture: Pixels, pieces: PreprocessingPieces): PreparedInput {
  checkPixels(picture);
  const { crop, filter } = pieces;
  const colored = opaque(picture);
  const [height, width] = resizedSize(pieces.resize, picture.height, picture.width);
  const resized = resize(pieces.channels === 'gray' ? toGray(colored) : colored, height, width, filter);
  const seen = crop ? centerCrop(resized, ...crop.size, crop.fill) : resized;
  const [scaleX, scaleY] = [picture.width / width, picture.height / height];
  return {
    input: normalize(seen, pieces),
    seen,
    view: {
      x: centerOffset(width, seen.width) * scaleX,
      y: centerOffset(height, seen.height) * scaleY,
      width: seen.width * scaleX,
      height: seen.height * scaleY,
    },
  };
}
