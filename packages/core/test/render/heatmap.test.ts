import { describe, expect, test } from 'vitest';
import { colormap } from '../../src/render/colormaps.js';
import { heatmap } from '../../src/render/heatmap.js';
import { overlay } from '../../src/render/overlay.js';
import type { OverlayOptions } from '../../src/render/overlay.js';
import type { Image } from '../../src/render/image.js';

const pixel = ({ data, width }: Image, x: number, y: number) =>
  Array.from(data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4));
const entry = (name: string, i: number) => [...colormap(name).colors.subarray(3 * i, 3 * i + 3), 255];

const gray = { colormap: colormap('gray'), scale: { kind: 'sequential', min: 0, max: 100 } } as const;
const rdbu = { colormap: colormap('rdbu'), scale: { kind: 'diverging', limit: 2 } } as const;

describe('heatmap', () => {
  test('gives each value its colour, in rows', () => {
    const image = heatmap({ data: Float32Array.of(0, 20, 40, 60, 100, 200), shape: [2, 3] }, gray);
    expect([image.width, image.height]).toEqual([3, 2]);
    expect(pixel(image, 0, 0)).toEqual([0, 0, 0, 255]);
    expect(pixel(image, 1, 0)).toEqual([51, 51, 51, 255]);
    expect(pixel(image, 0, 1)).toEqual([153, 153, 153, 255]);
    expect(pixel(image, 2, 1)).toEqual([255, 255, 255, 255]);
  });

  test('draws positive values red, negative ones blue, 0 in the middle colour', () => {
    const image = heatmap({ data: Float32Array.of(-2, -1, 0, 1, 2), shape: [1, 5] }, rdbu);
    expect([0, 1, 2, 3, 4].map((x) => pixel(image, x, 0))).toEqual([0, 64, 128, 191, 255].map((i) => entry('rdbu', i)));
  });

  test('refuses a sequential colour map for a diverging scale, and the reverse', () => {
    const map = { data: Float32Array.of(1), shape: [1, 1] };
    expect(() => heatmap(map, { ...rdbu, colormap: colormap('inferno') })).toThrow(
      /'inferno' is sequential, but the scale is diverging. Use one of rdbu, puor/,
    );
    expect(() => heatmap(map, { ...gray, colormap: colormap('puor') })).toThrow(/Use one of inferno/);
  });
});

describe('overlay', () => {
  const picture = { data: Uint8Array.of(200, 100, 0, 10, 20, 30), width: 2, height: 1, channels: 3 } as const;
  const map = { data: Float32Array.of(25, 100), shape: [1, 2] };
  const draw = (options: Partial<OverlayOptions>) => overlay(picture, map, { ...gray, ...options });

  test('constant: the same weight everywhere', () => {
    const image = draw({ blend: 'constant', opacity: 0.25, background: 'color' });
    // 0.75 * picture + 0.25 * colour; 25 of 100 is gray level 64.
    expect(pixel(image, 0, 0)).toEqual([166, 91, 16, 255]);
    expect(pixel(image, 1, 0)).toEqual([71, 79, 86, 255]);
  });

  test('by-value: the weight grows with the value', () => {
    const image = draw({ blend: 'by-value', opacity: 0.8, background: 'color' });
    // Weights 0.8 * 0.25 and 0.8 * 1.
    expect(pixel(image, 0, 0)).toEqual([173, 93, 13, 255]);
    expect(pixel(image, 1, 0)).toEqual([206, 208, 210, 255]);
  });

  test('by-value on a diverging scale: 0 leaves the picture, both signs cover it', () => {
    const zero = overlay(picture, { data: Float32Array.of(0, 0), shape: [1, 2] }, { ...rdbu, background: 'color' });
    expect([...zero.data]).toEqual([200, 100, 0, 255, 10, 20, 30, 255]);
    const ends = overlay(picture, { data: Float32Array.of(-2, 2), shape: [1, 2] }, { ...rdbu, opacity: 1 });
    expect([pixel(ends, 0, 0), pixel(ends, 1, 0)]).toEqual([entry('rdbu', 0), entry('rdbu', 255)]);
  });

  test('opacity 0 is the picture, in gray unless told otherwise; 1 with constant weight is the heat map', () => {
    // Pillow's luma of (200, 100, 0) is 118, of (10, 20, 30) 18.
    expect([...draw({ opacity: 0 }).data]).toEqual([118, 118, 118, 255, 18, 18, 18, 255]);
    expect(draw({ opacity: 1, blend: 'constant' })).toEqual(heatmap(map, gray));
  });

  test('a smaller map is stretched over the picture', () => {
    const large = { data: new Uint8Array(6 * 4 * 3), width: 6, height: 4, channels: 3 } as const;
    const image = overlay(
      large,
      { data: Float32Array.of(0, 100, 40, 60), shape: [2, 2] },
      { ...gray, opacity: 1, blend: 'constant' },
    );
    expect([pixel(image, 2, 1)[0], pixel(image, 3, 1)[0], pixel(image, 2, 2)[0], pixel(image, 3, 2)[0]]).toEqual([
      0, 255, 102, 153,
    ]);
  });

  test('refuses an opacity out of range, and a picture whose size is wrong', () => {
    expect(() => draw({ opacity: 1.5 })).toThrow(/from 0 to 1, but 1.5/);
    expect(() => overlay({ ...picture, width: 3 }, map, gray)).toThrow(
      expect.objectContaining({ code: 'input-invalid' }) as Error,
    );
  });
});
