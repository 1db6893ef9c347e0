import type { RgbPixels } from './pixels.js';

/**
 * The picture in grey, R = G = B = luma of ITU-R 601-2: `0.299 R + 0.587 G + 0.114 B`, in the 16-bit fixed-point
 * arithmetic of Pillow's `convert('L')`, so that every value is equal to Pillow's.
 */
export function toGray({ data, width, height }: RgbPixels): RgbPixels {
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const luma = (data[i]! * 19595 + data[i + 1]! * 38470 + data[i + 2]! * 7471 + 0x8000) >> 16;
    out[i] = out[i + 1] = out[i + 2] = luma;
  }
  return { data: out, width, height, channels: 3 };
}
