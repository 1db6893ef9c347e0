import type { RgbPixels } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { tileMap, tilePicture } from '../../src/drawing/tile-pixels.js';

const picture = (height: number, width: number): RgbPixels => ({
  data: new Uint8ClampedArray(height * width * 3).fill(7),
  width,
  height,
  channels: 3,
});

describe('pixels of a tile', () => {
  it('are those of what fits', () => {
    const small = picture(128, 224);
    expect(tilePicture(small)).toBe(small);
    const map = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
    expect(tileMap(map)).toMatchObject(map);
  });

  it('keep the shape of what is larger', () => {
    const { width, height, data } = tilePicture(picture(320, 640));
    expect([width, height, data.length]).toEqual([256, 128, 256 * 128 * 3]);
    const map = tileMap({ data: Float32Array.from({ length: 512 }, (_, x) => x), shape: [1, 512] });
    expect(map.shape).toEqual([1, 256]);
    // Values of the map, none in between.
    expect([...map.data.subarray(0, 3)]).toEqual([0, 2, 4]);
  });
});
