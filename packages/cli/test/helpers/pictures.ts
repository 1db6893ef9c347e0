import sharp from 'sharp';
import type { Sharp } from 'sharp';

type Rgb = readonly [number, number, number];

/** A smooth picture without symmetry, as raw RGB. */
export function gradientPixels(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const p = Math.floor(i / 3);
    const [x, y] = [p % width, Math.floor(p / width)];
    return [(255 * x) / width, (255 * y) / height, (120 * (x + 2 * y)) / height][i % 3]!;
  });
}

export function raw(pixels: Uint8Array, width: number, height: number, channels: 3 | 4 = 3): Sharp {
  return sharp(pixels, { raw: { width, height, channels } });
}

/** A PNG of the smooth picture. */
export function gradientPng(width = 40, height = 30): Promise<Buffer> {
  return raw(gradientPixels(width, height), width, height).png().toBuffer();
}

export function plain(color: Rgb, width = 16, height = 16): Sharp {
  const [r, g, b] = color;
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}
