import { XaiError } from '../errors.js';

/**
 * A picture: 8-bit values, interleaved row by row from the top left, R, G, B (and A, not premultiplied) for each pixel.
 * Grey pictures come with R = G = B. Frontends decode files into this form, upright (EXIF orientation applied).
 */
export interface Pixels {
  /** `height * width * channels` values from 0 to 255. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** A picture without transparency. */
export interface RgbPixels extends Pixels {
  readonly channels: 3;
}

/**
 * Checks a picture that comes from outside.
 *
 * @throws XaiError `input-invalid` when a side is not a whole number from 1 up, or the data has another length than the
 *   sides and channels say
 */
export function checkPixels({ data, width, height, channels }: Pixels): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new XaiError(
      'input-invalid',
      `A picture needs at least one pixel on each side, but it is ${width} x ${height}.`,
    );
  }
  if (data.length !== width * height * channels) {
    throw new XaiError(
      'input-invalid',
      `A picture of ${width} x ${height} pixels with ${channels} channels holds ${width * height * channels} values, ` +
        `but ${data.length} were given.`,
    );
  }
}
