import { describe, expect, test } from 'vitest';
import { renderBars } from '../../src/render/bars.js';
import { colormap } from '../../src/render/colormaps.js';
import { renderFeatureMaps } from '../../src/render/feature-maps.js';
import { renderExplanation } from '../../src/render/figure.js';
import type { ExplanationFigure } from '../../src/render/figure.js';
import { createImage } from '../../src/render/image.js';
import type { Image, Rgb } from '../../src/render/image.js';
import { legend } from '../../src/render/legend.js';
import { montage } from '../../src/render/montage.js';
import { themes } from '../../src/render/page.js';
import { sceneAttribution, sceneMap, scenePicture } from './scene.js';

const page = { theme: themes.light, scale: 1 };
const at = ({ data, width }: Image, x: number, y: number) =>
  Array.from(data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3));
const long = 'a very long line that cannot fit '.repeat(20);

/** How many rows and columns of nothing but background lie at the left, top, right and bottom. */
function margins({ data, width, height }: Image, [red, green, blue]: Rgb): number[] {
  let [left, top, right, bottom] = [width, height, width, height];
  for (let i = 0; i < width * height; i++) {
    if (data[i * 4] === red && data[i * 4 + 1] === green && data[i * 4 + 2] === blue) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.min(right, width - 1 - x);
    bottom = Math.min(bottom, height - 1 - y);
  }
  return [left, top, right, bottom];
}

describe('renderExplanation', () => {
  const basic = { picture: scenePicture(32), map: sceneMap(32, false), title: 'grad-cam · cat 0.97' };

  test.each(['light', 'dark'] as const)('keeps everything inside its margins, also too long texts (%s)', (theme) => {
    for (const panels of [['overlay'], ['picture', 'heatmap', 'overlay']] as const) {
      const figure = { ...basic, panels, theme, title: long, subtitle: [long, 'W'.repeat(300)], name: long };
      const { image } = renderExplanation(figure);
      for (const margin of margins(image, themes[theme].background)) expect(margin).toBeGreaterThanOrEqual(18);
    }
  });

  test('zooms small pictures by whole numbers, and is at least 448 wide inside', () => {
    expect(renderExplanation(basic).image.width).toBe(32 * 14 + 40);
    expect(renderExplanation({ ...basic, picture: scenePicture(100) }).image.width).toBe(500 + 40);
    expect(renderExplanation({ ...basic, zoom: 2 }).image.width).toBe(448 + 40);
    const wide = scenePicture(600);
    expect(renderExplanation({ ...basic, picture: wide, map: sceneMap(600, false) }).image.width).toBe(600 + 40);
  });

  test('shows the overlay pixel by pixel below the title', () => {
    const { image } = renderExplanation({ ...basic, opacity: 0, background: 'color' });
    const picture = basic.picture;
    // The first row of the picture comes after the margin, one line of title and the gap.
    const top = 20 + 23 + 12;
    for (const [x, y] of [
      [0, 0],
      [31, 0],
      [16, 20],
      [31, 31],
    ] as const) {
      const from = (y * 32 + x) * 3;
      const expected = Array.from(picture.data.subarray(from, from + 3));
      expect(at(image, 20 + x * 14, top + y * 14)).toEqual(expected);
      expect(at(image, 20 + x * 14 + 13, top + y * 14 + 13)).toEqual(expected);
    }
  });

  test('says which scale and colours were used', () => {
    expect(renderExplanation(basic)).toMatchObject({
      colormap: 'inferno',
      scale: { scale: { kind: 'sequential', min: 0 }, chosen: 'per-map', percentile: 100 },
    });
    expect(renderExplanation({ ...basic, map: sceneMap(32, true) })).toMatchObject({
      colormap: 'rdbu',
      scale: { scale: { kind: 'diverging' } },
    });
    const scale = { kind: 'sequential', min: 0, max: 9 } as const;
    expect(renderExplanation({ ...basic, scale, colormap: 'viridis' })).toMatchObject({
      colormap: 'viridis',
      scale: { scale, chosen: 'fixed', percentile: null },
    });
  });

  test('an attribution with channels is reduced, its scale ends at percentile 99', () => {
    const attribution = { ...basic, map: sceneAttribution(32) };
    expect(renderExplanation(attribution)).toMatchObject({
      colormap: 'inferno',
      scale: { percentile: 99, scale: { kind: 'sequential' }, clipped: { below: 0, above: 11 } },
    });
    expect(renderExplanation({ ...attribution, reduction: 'sum', percentile: 100 })).toMatchObject({
      colormap: 'rdbu',
      scale: { percentile: 100, clipped: { below: 0, above: 0 } },
    });
  });

  test('one fixed scale gives one value one colour in every figure; scales per map do not', () => {
    const twice = { shape: [32, 32], data: basic.map.data.map((value) => 2 * value) };
    const perMap = { ...basic, opacity: 1, blend: 'constant', panels: ['heatmap'] } as const;
    const fixed = { ...perMap, scale: { kind: 'sequential', min: 0, max: 3 } } as const;
    const colorOf = (figure: ExplanationFigure) => at(renderExplanation(figure).image, 240, 280);
    expect(colorOf({ ...fixed, map: twice })).not.toEqual(colorOf(fixed));
    expect(colorOf({ ...perMap, map: twice })).toEqual(colorOf(perMap));
  });

  test('never changes the picture or the values', () => {
    const map = sceneAttribution(32);
    const [values, pixels] = [map.data.slice(), basic.picture.data.slice()];
    renderExplanation({ ...basic, map, reduction: 'sum', panels: ['picture', 'heatmap', 'overlay'] });
    expect(map.data).toEqual(values);
    expect(basic.picture.data).toEqual(pixels);
  });

  test('draws an all-zero map as the bare picture, with a legend of zeros', () => {
    const zeros = { data: new Float32Array(32 * 32), shape: [32, 32] };
    const { image, scale } = renderExplanation({ ...basic, map: zeros, background: 'color' });
    expect(scale.scale).toEqual({ kind: 'sequential', min: 0, max: 0 });
    expect(at(image, 20, 55)).toEqual(Array.from(basic.picture.data.subarray(0, 3)));
  });

  test('refuses NaN, a batch, and a zoom that is no whole number', () => {
    const bad = { ...basic.map, data: basic.map.data.slice() };
    bad.data[5] = NaN;
    expect(() => renderExplanation({ ...basic, map: bad })).toThrow(
      expect.objectContaining({ code: 'input-invalid' }) as Error,
    );
    expect(() => renderExplanation({ ...basic, map: { ...basic.map, shape: [1, 1, 32, 32] } })).toThrow(
      /shape \[H,W\]/,
    );
    expect(() => renderExplanation({ ...basic, zoom: 1.5 })).toThrow(/whole number/);
    expect(() => renderExplanation({ ...basic, panels: [] })).toThrow(/at least one tile/);
  });
});

describe('legend', () => {
  const record = {
    scale: { kind: 'sequential', min: 0, max: 1 },
    chosen: 'per-map',
    percentile: 100,
    clipped: { below: 0, above: 0 },
  } as const;
  const bar = (name: string, scale: typeof record | { scale: { kind: 'diverging'; limit: number } }) =>
    legend({ colormap: colormap(name), record: { ...record, ...scale }, name: 'n', width: 256 }, page);

  test('shows every colour of the map once, from left to right', () => {
    const image = bar('viridis', record);
    const colors = colormap('viridis').colors;
    for (let x = 0; x < 256; x++) expect(at(image, x, 25)).toEqual(Array.from(colors.subarray(3 * x, 3 * x + 3)));
  });

  test('marks the ends beyond which values were cut off', () => {
    const plain = bar('viridis', record);
    const clipped = legend(
      { colormap: colormap('viridis'), record: { ...record, clipped: { below: 0, above: 1 } }, name: 'n', width: 256 },
      page,
    );
    const half = (image: Image, right: boolean) =>
      Array.from({ length: image.height * 100 }, (_, i) =>
        at(image, (right ? 156 : 0) + (i % 100), Math.floor(i / 100)).join(),
      );
    expect(half(clipped, false)).toEqual(half(plain, false));
    expect(half(clipped, true)).not.toEqual(half(plain, true));
  });
});

describe('montage', () => {
  const tile = (width: number, height: number, shade: number) => ({
    image: createImage(width, height, [shade, shade, shade]),
  });

  test('fills rows from the upper left, each tile in the middle of its cell', () => {
    const sheet = montage([tile(4, 4, 1), tile(2, 2, 2), tile(4, 2, 3)], { columns: 2, gap: 1 }, page);
    expect([sheet.width, sheet.height]).toEqual([9, 9]);
    const map = Array.from({ length: 9 }, (_, y) =>
      Array.from({ length: 9 }, (__, x) => at(sheet, x, y)[0])
        .map((v) => (v === 255 ? '.' : v))
        .join(''),
    );
    expect(map).toEqual([
      '1111.....',
      '1111..22.',
      '1111..22.',
      '1111.....',
      '.........',
      '.........',
      '3333.....',
      '3333.....',
      '.........',
    ]);
  });

  test('a caption adds one line to every row', () => {
    expect(montage([{ ...tile(40, 40, 1), caption: 'x' }, tile(40, 40, 1)], { columns: 1, gap: 0 }, page).height).toBe(
      2 * (40 + 20),
    );
  });

  test('refuses no tiles and no columns', () => {
    expect(() => montage([], {}, page)).toThrow(/at least one tile/);
    expect(() => montage([tile(1, 1, 1)], { columns: 0 }, page)).toThrow(/columns from 1, but 0/);
  });
});

describe('renderBars', () => {
  /** Lengths of the runs of red and blue pixels in each row of bars. */
  const lengths = (image: Image) => {
    const found: number[] = [];
    for (let y = 0; y < image.height; y++) {
      let red = 0;
      let blue = 0;
      for (let x = 0; x < image.width; x++) {
        const [r, g, b] = at(image, x, y) as [number, number, number];
        if (r > g + 60 && r > b + 60) red++;
        if (b > r + 60) blue++;
      }
      const length = red - blue;
      if (length !== 0 && found.at(-1) !== length) found.push(length);
    }
    return found;
  };

  test('draws lengths in proportion, signed, the largest first', () => {
    const [first = 0, second = 0, third = 0] = lengths(renderBars({ values: Float32Array.of(1, -4, 2), title: 't' }));
    expect(first).toBeLessThan(-100);
    expect(second / first).toBeCloseTo(-0.5, 1);
    expect(third / first).toBeCloseTo(-0.25, 1);
  });

  test('shows the largest and says how many there are', () => {
    const values = Float32Array.from({ length: 4096 }, (_, i) => i % 7);
    const image = renderBars({ values, title: 't', count: 5 });
    expect(image.height).toBe(20 + 23 + 2 + 18 + 12 + 5 * 22 + 20);
    expect([...values.subarray(0, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
  });

  test('stays inside its margins and takes all-zero values', () => {
    const image = renderBars({ values: new Float32Array(3), labels: [long, long, long], title: long });
    for (const margin of margins(image, themes.light.background)) expect(margin).toBeGreaterThanOrEqual(18);
  });

  test('refuses NaN, and labels of another number', () => {
    expect(() => renderBars({ values: Float32Array.of(NaN), title: '' })).toThrow(/finite/);
    expect(() => renderBars({ values: Float32Array.of(1), labels: [], title: '' })).toThrow(/0 labels and 1 values/);
  });
});

describe('renderFeatureMaps', () => {
  const activation = { data: Float32Array.from({ length: 4 * 6 }, (_, i) => (i < 12 ? i : i / 100)), shape: [4, 2, 3] };

  test('shares one scale, or gives each channel its own', () => {
    const shared = renderFeatureMaps({ activation, title: 't' });
    expect(shared.colormap).toBe('viridis');
    expect(shared.scales.map(({ scale }) => scale)).toEqual([{ kind: 'sequential', min: 0, max: 11 }]);
    const own = renderFeatureMaps({ activation, title: 't', scaling: 'per-map', channels: [3, 0] });
    expect(own.scales.map(({ scale }) => scale)).toEqual([
      // All of it is far from 0, so that it goes from its lowest value.
      { kind: 'sequential', min: Math.fround(0.18), max: Math.fround(0.23) },
      { kind: 'sequential', min: 0, max: 5 },
    ]);
  });

  test('draws equal patterns alike on their own scales, and by their strength on a shared one', () => {
    const weak = Float32Array.of(0, 1, 2, 3, 4, 5);
    const pair = { data: Float32Array.from([...weak, ...weak.map((value) => 2 * value)]), shape: [2, 2, 3] };
    const tiles = (scaling: 'shared' | 'per-map') => {
      const { image } = renderFeatureMaps({ activation: pair, title: 't', scaling, columns: 2 });
      // The last cell of each 2 x 3 tile, zoomed 27 times, 8 apart, in the middle of 448.
      const left = 20 + (448 - 2 * 81 - 8) / 2;
      const bottom = scaling === 'shared' ? 20 + 23 + 12 : 20 + 23 + 2 + 18 + 12;
      return [left + 80, left + 169].map((x) => at(image, x, bottom + 53));
    };
    const entry = (i: number) => Array.from(colormap('viridis').colors.subarray(3 * i, 3 * i + 3));
    expect(tiles('per-map')).toEqual([entry(255), entry(255)]);
    expect(tiles('shared')).toEqual([entry(128), entry(255)]);
  });

  test('takes the diverging colours where values are negative', () => {
    const signed = { ...activation, data: activation.data.map((value) => value - 5) };
    expect(renderFeatureMaps({ activation: signed, title: 't' })).toMatchObject({
      colormap: 'rdbu',
      scales: [{ scale: { limit: 6 } }],
    });
  });

  test('refuses other ranks and channels that are not there', () => {
    expect(() => renderFeatureMaps({ activation: { ...activation, shape: [24] }, title: 't' })).toThrow(
      /renderBars draws vectors/,
    );
    expect(() => renderFeatureMaps({ activation, title: 't', channels: [4] })).toThrow(/no channel 4: the layer has 4/);
  });
});
