import { expect, test } from 'vitest';
import { blendPixel, createImage, drawImage, fillRect, imageFromPixels, zoomImage } from '../../src/render/image.js';

const red = (image: { data: Uint8ClampedArray; width: number }) =>
  Array.from({ length: image.data.length / 4 }, (_, i) => image.data[i * 4]);

test('imageFromPixels takes RGB as it is and lays RGBA on white', () => {
  const rgb = imageFromPixels({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 2, height: 1, channels: 3 });
  expect([...rgb.data]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  const rgba = imageFromPixels({ data: Uint8Array.of(0, 100, 200, 51), width: 1, height: 1, channels: 4 });
  expect([...rgba.data]).toEqual([204, 224, 244, 255]);
});

test('zoomImage repeats every pixel in both directions', () => {
  const image = imageFromPixels({
    data: Uint8Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4),
    width: 2,
    height: 2,
    channels: 3,
  });
  const zoomed = zoomImage(image, 2);
  expect([zoomed.width, zoomed.height]).toEqual([4, 4]);
  expect(red(zoomed)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  expect(zoomImage(image, 1)).toEqual(image);
  for (const factor of [0, 1.5, -1, NaN]) expect(() => zoomImage(image, factor)).toThrow(/whole number from 1/);
});

test('fillRect is clipped to the image', () => {
  const image = createImage(3, 2, [0, 0, 0]);
  fillRect(image, { x: 2, y: -1, width: 9, height: 2 }, [9, 9, 9]);
  fillRect(image, { x: 4, y: 1, width: 2, height: 2 }, [8, 8, 8]);
  fillRect(image, { x: -4, y: 1, width: 2, height: 2 }, [8, 8, 8]);
  expect(red(image)).toEqual([0, 0, 9, 0, 0, 0]);
});

test('blendPixel mixes by its opacity and leaves the outside alone', () => {
  const image = createImage(2, 1, [100, 100, 100]);
  blendPixel(image, 1, 0, [200, 200, 200], 0.25);
  blendPixel(image, 2, 0, [200, 200, 200], 1);
  blendPixel(image, -1, 0, [200, 200, 200], 1);
  expect(red(image)).toEqual([100, 125]);
});

test('drawImage copies to its place, which must lie inside', () => {
  const target = createImage(3, 2, [0, 0, 0]);
  drawImage(target, createImage(2, 1, [7, 7, 7]), 1, 1);
  expect(red(target)).toEqual([0, 0, 0, 0, 7, 7]);
  expect(() => drawImage(target, createImage(2, 1, [7, 7, 7]), 2, 0)).toThrow(/does not fit into 3 x 2/);
});
