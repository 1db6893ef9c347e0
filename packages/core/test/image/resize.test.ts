import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Filter } from '../../src/image/filters.js';
import { resize } from '../../src/image/resize.js';
import { bytes, fixture, rgb } from './fixture.js';

interface Pillow {
  origin: string;
  sources: Record<string, { width: number; height: number; data: string }>;
  resized: { source: string; width: number; height: number; filter: Filter; data: string }[];
  hashes: { from: [number, number]; to: [number, number]; filter: Filter; sha256: string }[];
}

const pillow = fixture('image/pillow.json') as Pillow;

/** The picture of tools/reference/pil_resize.py: (7x + 13y + 29c + xy mod 251) mod 256. */
function pattern(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[i++] = (7 * x + 13 * y + 29 * c + ((x * y) % 251)) % 256;
    }
  }
  return rgb(data, width, height);
}

describe(`resize equals ${pillow.origin}, byte by byte`, () => {
  test.each(pillow.resized)('$source to $width x $height, $filter', ({ source, width, height, filter, data }) => {
    const from = pillow.sources[source]!;
    const out = resize(rgb(bytes(from.data), from.width, from.height), height, width, filter);
    expect([out.width, out.height]).toEqual([width, height]);
    expect([...out.data]).toEqual([...bytes(data)]);
  });

  test.each(pillow.hashes)('$from to $to, $filter', ({ from, to, filter, sha256 }) => {
    const out = resize(pattern(...from), to[1], to[0], filter);
    expect(createHash('sha256').update(out.data).digest('hex')).toBe(sha256);
  });
});

test('a side that is no whole number from 1 up is refused', () => {
  const picture = pattern(4, 4);
  expect(() => resize(picture, 0, 4, 'bilinear')).toThrow('whole numbers of pixels from 1 up, but not to 4 x 0');
  expect(() => resize(picture, 4, 2.5, 'nearest')).toThrow(expect.objectContaining({ code: 'usage' }));
});
