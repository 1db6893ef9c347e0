import type { RgbPixels } from '../image/pixels.js';
import type { FloatTensor } from '../tensor.js';
import type { PreprocessingPieces } from './preprocessing.js';

/** The picture that an input [1, C, H, W] was made of: the normalisation undone, rounded to 8 bits. */
export function toPicture(
  { data, shape }: FloatTensor,
  { channels, scale, mean, std }: PreprocessingPieces,
): RgbPixels | null {
  const [, count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 4 || count !== (channels === 'gray' ? 1 : 3)) return null;
  const plane = width * height;
  const pixels = new Uint8ClampedArray(plane * 3);
  for (let color = 0; color < 3; color++) {
    const channel = channels === 'gray' ? 0 : channels === 'bgr' ? 2 - color : color;
    for (let p = 0; p < plane; p++) {
      pixels[p * 3 + color] = (data[channel * plane + p]! * std[channel]! + mean[channel]!) / scale;
    }
  }
  return { data: pixels, width, height, channels: 3 };
}
