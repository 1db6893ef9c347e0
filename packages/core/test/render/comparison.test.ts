import { describe, expect, test } from 'vitest';
import { colormap } from '../../src/render/colormaps.js';
import { renderComparison } from '../../src/render/comparison.js';
import type { ComparisonFigure } from '../../src/render/comparison.js';
import { heatmap } from '../../src/render/heatmap.js';
import type { Image } from '../../src/render/image.js';
import { overlay } from '../../src/render/overlay.js';
import { reduceChannels } from '../../src/render/reduce.js';
import type { MapTensor } from '../../src/render/reduce.js';
import type { Scale } from '../../src/render/scale.js';
import { sceneAttribution, sceneMap, scenePicture } from './scene.js';

const picture = scenePicture(32);
const basic = { picture, captions: ['A: one', 'B: other'], title: 'cat' } as const;
const changed = ({ data, shape }: MapTensor, by: (value: number, i: number) => number): MapTensor => ({
  data: data.map(by),
  shape,
});

/** A panel, a pixel for each square of the ten that it is zoomed by. */
function panel({ data, width }: Image, index: number): number[] {
  // Margin, title and gap above; margin and the panels before it at the left.
  const [left, top] = [20 + index * (320 + 12), 20 + 23 + 12];
  return Array.from({ length: 32 * 32 }, (_, p) => {
    const at = (top + Math.floor(p / 32) * 10) * width + left + (p % 32) * 10;
    return [...data.subarray(at * 4, at * 4 + 4)];
  }).flat();
}

function expectPanels(figure: ComparisonFigure, scale: Scale, maps: readonly MapTensor[]): void {
  const { image, scale: record, colormap: name } = renderComparison(figure);
  expect(record).toMatchObject({ scale, chosen: 'fixed' });
  const coloring = { colormap: colormap(name), scale };
  expect(panel(image, 0)).toEqual([...overlay(picture, maps[0]!, coloring).data]);
  expect(panel(image, 1)).toEqual([...overlay(picture, maps[1]!, coloring).data]);
  expect(panel(image, 2)).toEqual([...heatmap(maps[2]!, coloring).data]);
}

describe('renderComparison', () => {
  test('one scale holds both maps; the size of their difference is drawn where nothing is negative', () => {
    const a = sceneMap(32, false);
    const b = changed(a, (value, i) => value * (i % 2 ? 0.5 : 2));
    const max = Math.max(...b.data);
    const difference = changed(a, (value, i) => Math.abs(b.data[i]! - value));
    expectPanels({ ...basic, maps: [a, b] }, { kind: 'sequential', min: 0, max }, [a, b, difference]);
  });

  test('where either map is signed, both and B less A are drawn from a common 0', () => {
    const [a, b] = [sceneMap(32, false), sceneMap(32, true)];
    const limit = Math.max(...a.data);
    const difference = changed(a, (value, i) => b.data[i]! - value);
    expect(Math.min(...difference.data)).toBeLessThan(-0.5);
    expectPanels({ ...basic, maps: [a, b] }, { kind: 'diverging', limit }, [a, b, difference]);
  });

  test('of attributions the differences are reduced: a turned sign shows, though the drawn maps are equal', () => {
    const a = sceneAttribution(32);
    const b = changed(a, (value) => -value);
    const flat = (map: MapTensor) => reduceChannels(map, 'abs-max');
    const { scale } = renderComparison({ ...basic, maps: [a, b] });
    expect(scale.clipped.above).toBeGreaterThan(0);
    expectPanels({ ...basic, maps: [a, b] }, scale.scale, [flat(a), flat(b), flat(changed(a, (value) => -2 * value))]);
  });

  test('equal maps leave the third panel at 0, whatever they are', () => {
    const a = sceneMap(32, false);
    const { image, colormap: name } = renderComparison({ ...basic, maps: [a, a] });
    const cold = [...colormap(name).colors.subarray(0, 3), 255];
    expect(panel(image, 2)).toEqual(Array.from({ length: 32 * 32 }, () => cold).flat());
    const zero = changed(a, () => 0);
    expect(renderComparison({ ...basic, maps: [zero, zero] }).scale.scale).toMatchObject({ max: 0 });
  });

  test('without a picture the maps are drawn alone', () => {
    const a = sceneMap(32, false);
    const { image, scale } = renderComparison({ ...basic, picture: null, maps: [a, a] });
    const coloring = { colormap: colormap('inferno'), scale: scale.scale };
    expect(panel(image, 1)).toEqual([...heatmap(a, coloring).data]);
  });

  test('refuses maps of different shapes, and values that are not finite', () => {
    const a = sceneMap(32, false);
    expect(() => renderComparison({ ...basic, maps: [a, sceneMap(16, false)] })).toThrow(/\[32, 32\].*\[16, 16\]/);
    expect(() => renderComparison({ ...basic, maps: [a, changed(a, () => NaN)] })).toThrow(/finite/);
  });
});
