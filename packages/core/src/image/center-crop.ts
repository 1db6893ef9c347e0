import type { RgbPixels } from './pixels.js';
import { roundHalfEven } from './round.js';

/** A colour, R, G, B from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Where a centred window of `window` pixels begins on a side of `side` pixels; negative when the window is wider.
 * As torchvision's CenterCrop: `round((side - window) / 2)` with halves to even, and when it must pad, the smaller half
 * of the padding before.
 */
export function centerOffset(side: number, window: number): number {
  return window > side ? -Math.floor((window - side) / 2) : roundHalfEven((side - window) / 2);
}

/**
 * The middle `height` x `width` pixels of the picture. Where the picture is smaller it is padded with `fill`.
 *
 * @param fill default black, as torchvision's CenterCrop
 */
export function centerCrop(picture: RgbPixels, height: number, width: number, fill: Rgb = [0, 0, 0]): RgbPixels {
  if (height === picture.height && width === picture.width) return picture;
  const top = centerOffset(picture.height, height);
  const left = centerOffset(picture.width, width);
  const data = new Uint8ClampedArray(height * width * 3);
  for (let i = 0; i < data.length; i++) data[i] = fill[i % 3]!;

  const [firstColumn, endColumn] = [Math.max(left, 0), Math.min(left + width, picture.width)];
  const [firstRow, endRow] = [Math.max(top, 0), Math.min(top + height, picture.height)];
  for (let y = firstRow; y < endRow; y++) {
    const from = y * picture.width;
    const row = picture.data.subarray((from + firstColumn) * 3, (from + endColumn) * 3);
    data.set(row, ((y - top) * width + firstColumn - left) * 3);
  }
  return { data, width, height, channels: 3 };
}
