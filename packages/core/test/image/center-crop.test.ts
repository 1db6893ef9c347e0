import { expect, test } from 'vitest';
import { centerCrop, centerOffset } from '../../src/image/center-crop.js';
import { rgb } from './fixture.js';

/** Pixel (x, y) is [x, y, 7]. */
function coordinates(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 7], i * 3);
  return rgb(data, width, height);
}

test('offsets are those of torchvision: halves to even, the smaller half of padding before', () => {
  // int(round((side - window) / 2.0)) and (window - side) // 2 of torchvision.transforms.functional.center_crop.
  expect([centerOffset(9, 8), centerOffset(11, 8), centerOffset(13, 8), centerOffset(12, 8)]).toEqual([0, 2, 2, 2]);
  expect([centerOffset(8, 9), centerOffset(8, 11), centerOffset(8, 12)]).toEqual([-0, -1, -2]);
});

test('the middle is taken, pixel for pixel', () => {
  const out = centerCrop(coordinates(7, 6), 2, 4);
  expect([out.width, out.height]).toEqual([4, 2]);
  // 7 - 4 = 3, half 1.5, to even 2; 6 - 2 = 4, half 2.
  expect([...out.data]).toEqual([2, 2, 7, 3, 2, 7, 4, 2, 7, 5, 2, 7, 2, 3, 7, 3, 3, 7, 4, 3, 7, 5, 3, 7]);
});

test('a smaller picture is padded, on one axis or both', () => {
  const fill = [9, 8, 6] as const;
  const wide = centerCrop(coordinates(1, 3), 1, 4, fill);
  expect([...wide.data]).toEqual([...fill, 0, 1, 7, ...fill, ...fill]);
  const both = centerCrop(coordinates(1, 1), 3, 3);
  expect([...both.data]).toEqual([...Array<number>(14).fill(0), 7, ...Array<number>(12).fill(0)]);
});
