import { XaiError } from '../errors.js';
import { opaque } from '../image/opaque.js';
import { checkPixels } from '../image/pixels.js';
import type { Pixels } from '../image/pixels.js';

/** What is drawn on: opaque RGBA, rows from the top; what a canvas or a PNG encoder takes. */
export interface Image extends Pixels {
  readonly data: Uint8ClampedArray;
  readonly channels: 4;
}

/** Red, green, blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A rectangle in pixels from the upper left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An opaque image of one colour. */
export function createImage(width: number, height: number, color: Rgb): Image {
  const image = { data: new Uint8ClampedArray(width * height * 4), width, height, channels: 4 } as const;
  fillRect(image, { x: 0, y: 0, width, height }, color);
  return image;
}

/**
 * A picture as an image (copied); a transparent one on white.
 *
 * @throws XaiError `input-invalid` when sides and data do not belong together
 */
export function imageFromPixels(picture: Pixels): Image {
  checkPixels(picture);
  const { data, width, height } = opaque(picture);
  const image = createImage(width, height, [0, 0, 0]);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    image.data[to] = data[from]!;
    image.data[to + 1] = data[from + 1]!;
    image.data[to + 2] = data[from + 2]!;
  }
  return image;
}

/** Every pixel as a square of `factor` by `factor` pixels: larger, and still exactly what the network saw. */
export function zoomImage(image: Image, factor: number): Image {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new XaiError('usage', `A zoom is a whole number from 1, but ${factor} was given.`);
  }
  const zoomed = createImage(image.width * factor, image.height * factor, [0, 0, 0]);
  const row = new Uint8ClampedArray(zoomed.width * 4);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < zoomed.width; x++) {
      const from = (y * image.width + Math.floor(x / factor)) * 4;
      for (let channel = 0; channel < 4; channel++) row[x * 4 + channel] = image.data[from + channel]!;
    }
    for (let repeat = 0; repeat < factor; repeat++) zoomed.data.set(row, (y * factor + repeat) * row.length);
  }
  return zoomed;
}

/** Mixes `color` into the pixel (x, y) with weight `opacity` (0 to 1); outside the image nothing happens. */
export function blendPixel(image: Image, x: number, y: number, color: Rgb, opacity: number): void {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  const at = (y * image.width + x) * 4;
  for (let channel = 0; channel < 3; channel++) {
    const under = image.data[at + channel]!;
    image.data[at + channel] = under + (color[channel]! - under) * opacity;
  }
}

/** Fills a rectangle (clipped to the image) with an opaque colour. */
export function fillRect(image: Image, { x, y, width, height }: Rect, [red, green, blue]: Rgb): void {
  const left = Math.max(0, x);
  const right = Math.min(image.width, x + width);
  if (right <= left) return;
  const row = new Uint8ClampedArray((right - left) * 4);
  for (let at = 0; at < row.length; at += 4) {
    row[at] = red;
    row[at + 1] = green;
    row[at + 2] = blue;
    row[at + 3] = 255;
  }
  const bottom = Math.min(image.height, y + height);
  for (let top = Math.max(0, y); top < bottom; top++) image.data.set(row, (top * image.width + left) * 4);
}

/** Copies `source` into `target` with its upper left corner at (x, y), where it must fit. */
export function drawImage(target: Image, source: Image, x: number, y: number): void {
  if (x < 0 || y < 0 || x + source.width > target.width || y + source.height > target.height) {
    throw new XaiError(
      'usage',
      `An image of ${source.width} x ${source.height} at (${x}, ${y}) does not fit into ${target.width} x ${target.height}.`,
    );
  }
  for (let row = 0; row < source.height; row++) {
    const from = row * source.width * 4;
    const pixels = source.data.subarray(from, from + source.width * 4);
    target.data.set(pixels, ((y + row) * target.width + x) * 4);
  }
}
