import { expect, test } from 'vitest';
import { resizedSize, toInput } from '../../src/preprocess/apply.js';
import type { PreprocessingPieces } from '../../src/preprocess/preprocessing.js';
import { rgb } from '../image/fixture.js';

const pieces: PreprocessingPieces = {
  resize: { kind: 'none' },
  filter: 'bilinear',
  crop: null,
  channels: 'rgb',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** Two pixels in a row. */
const picture = rgb(new Uint8Array([10, 20, 30, 40, 50, 60]), 2, 1);

test('values are (pixel * scale - mean) / std, planes in the order of the network', () => {
  const { input } = toInput(picture, { ...pieces, scale: 0.5, mean: [1, 2, 3], std: [2, 4, 8] });
  expect(input).toMatchObject({ shape: [1, 3, 1, 2], layout: 'nchw', dtype: 'float32' });
  expect([...input.data]).toEqual([2, 9.5, 2, 5.75, 1.5, 3.375]);
});

test('bgr turns the planes, and mean belongs to the turned order', () => {
  const { input, seen } = toInput(picture, { ...pieces, channels: 'bgr', mean: [30, 20, 10] });
  expect([...input.data]).toEqual([0, 30, 0, 30, 0, 30]);
  expect([...seen.data]).toEqual([...picture.data]);
});

test('gray is one plane, and what is seen is grey', () => {
  const { input, seen } = toInput(picture, { ...pieces, channels: 'gray', mean: [0], std: [1] });
  // Luma 0.299 R + 0.587 G + 0.114 B: 18.15 and 48.15.
  expect(input.shape).toEqual([1, 1, 1, 2]);
  expect([...input.data]).toEqual([18, 48]);
  expect([...seen.data]).toEqual([18, 18, 18, 48, 48, 48]);
});

test('a transparent pixel is white', () => {
  const { input } = toInput({ data: new Uint8Array([0, 0, 0, 0]), width: 1, height: 1, channels: 4 }, pieces);
  expect([...input.data]).toEqual([255, 255, 255]);
});

test('the longer side is cut off, not rounded, as torchvision does; cover and fit round, halves to even', () => {
  expect(resizedSize({ kind: 'shortest-edge', edge: 256 }, 427, 640)).toEqual([256, 383]);
  expect(resizedSize({ kind: 'shortest-edge', edge: 256 }, 640, 427)).toEqual([383, 256]);
  expect(resizedSize({ kind: 'cover', size: [12, 18] }, 30, 43)).toEqual([13, 18]);
  expect(resizedSize({ kind: 'fit', size: [12, 18] }, 30, 43)).toEqual([12, 17]);
  expect(resizedSize({ kind: 'fit', size: [10, 10] }, 4, 1000)).toEqual([1, 10]);
  expect(resizedSize({ kind: 'cover', size: [5, 5] }, 10, 11)).toEqual([5, 6]);
});

test('the view is the part of the source picture that the network saw', () => {
  const tall = rgb(new Uint8Array(20 * 50 * 3), 20, 50);
  const crop = { size: [10, 10], fill: [0, 0, 0] } as const;
  const cropped = toInput(tall, { ...pieces, resize: { kind: 'shortest-edge', edge: 10 }, crop });
  // Resized by 2 to 10 x 25; rows 8 (7.5 to even) to 18 are kept.
  expect(cropped.view).toEqual({ x: 0, y: 16, width: 20, height: 20 });
  const padded = toInput(tall, { ...pieces, resize: { kind: 'fit', size: [10, 10] }, crop });
  expect(padded.view).toEqual({ x: -15, y: 0, width: 50, height: 50 });
  expect(toInput(tall, pieces).view).toEqual({ x: 0, y: 0, width: 20, height: 50 });
});

test('a picture whose data does not fit is refused', () => {
  expect(() => toInput({ ...picture, width: 3 }, pieces)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
});
