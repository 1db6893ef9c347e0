import { readFileSync } from 'node:fs';
import type { RgbPixels } from '../../src/image/pixels.js';

/** A file of `test/fixtures`, parsed. */
export function fixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8'));
}

export const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

export function rgb(data: Uint8Array | Uint8ClampedArray, width: number, height: number): RgbPixels {
  return { data, width, height, channels: 3 };
}
