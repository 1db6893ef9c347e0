import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@pellucid/core';
import type { Pixels } from '@pellucid/core';
import { decodeImage } from '../../packages/cli/src/image/decode.js';

/** Makes the picture of a number; no two are the same. */
export interface Pictures {
  readonly source: string;
  picture(index: number): Pixels;
}

/**
 * Photos, cut differently each round, where they are there; else generated ones. They are decoded beforehand: the decoder
 * (libvips) leaves holes in the C library's memory, which grow for some hundred pictures and would hide what is looked for.
 */
export async function findPictures(): Promise<Pictures> {
  const folders = ['photos', 'imagenet'].map((name) =>
    fileURLToPath(new URL(`../../../shared/assets/images/${name}/`, import.meta.url)),
  );
  const files = folders.filter(existsSync).flatMap((folder) => readdirSync(folder).map((file) => folder + file));
  if (files.length === 0) return { source: 'generated pictures', picture: generated };
  const photos: Pixels[] = [];
  for (const file of files) photos.push(await decodeImage(readFileSync(file)));
  return {
    source: `${files.length} photos, cut differently each round`,
    picture: (index) => withoutBorder(photos[index % photos.length]!, Math.floor(index / photos.length)),
  };
}

function withoutBorder({ data, width, height, channels }: Pixels, border: number): Pixels {
  const [columns, rows] = [width - 2 * border, height - 2 * border];
  const inner = new Uint8Array(columns * rows * channels);
  for (let y = 0; y < rows; y++) {
    const start = ((y + border) * width + border) * channels;
    inner.set(data.subarray(start, start + columns * channels), y * columns * channels);
  }
  return { data: inner, width: columns, height: rows, channels };
}

function generated(index: number): Pixels {
  const random = createRandom(index);
  const [width, height] = [200 + random.integer(200), 200 + random.integer(200)];
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
  return { data, width, height, channels: 3 };
}
