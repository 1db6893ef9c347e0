import * as d3 from 'd3-scale-chromatic';
import { describe, expect, test } from 'vitest';
import { colormap, colormapNames } from '../../src/render/colormaps.js';
import { reference } from './reference.js';

const table = (name: string) => Array.from(colormap(name).colors);
const rgb = (color: string) =>
  color.startsWith('#')
    ? [color.slice(1, 3), color.slice(3, 5), color.slice(5, 7)].map((hex) => parseInt(hex, 16))
    : color.match(/\d+/g)!.map(Number);
const sampled = (interpolate: (t: number) => string) =>
  Array.from({ length: 256 }, (_, i) => rgb(interpolate(i / 255))).flat();

describe('the tables are the colours of d3-scale-chromatic', () => {
  test.each([
    ['inferno', d3.interpolateInferno],
    ['viridis', d3.interpolateViridis],
    ['magma', d3.interpolateMagma],
    ['cividis', d3.interpolateCividis],
    ['turbo', d3.interpolateTurbo],
    ['rdbu', (t: number) => d3.interpolateRdBu(1 - t)],
    ['puor', d3.interpolatePuOr],
  ])('%s', (name, interpolate) => {
    expect(table(name)).toEqual(sampled(interpolate));
  });
});

test('jet is the jet of OpenCV to within the rounding of one level', () => {
  const theirs = reference.jet.match(/../g)!.map((hex) => parseInt(hex, 16));
  const difference = table('jet').map((value, i) => Math.abs(value - theirs[i]!));
  expect(Math.max(...difference)).toBeLessThanOrEqual(1);
});

test('gray is the identity', () => {
  expect(table('gray')).toEqual(Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)));
});

test('every map has 256 colours and the kind that it is listed under', () => {
  for (const kind of ['sequential', 'diverging'] as const) {
    for (const name of colormapNames[kind])
      expect(colormap(name)).toMatchObject({ name, kind, colors: { length: 768 } });
  }
});

/** Lightness L* of CIELAB from sRGB. */
function lightness(r: number, g: number, b: number): number {
  const linear = [r, g, b].map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  return luminance > 216 / 24389 ? 116 * Math.cbrt(luminance) - 16 : (luminance * 24389) / 27;
}

const lightnesses = (name: string) => {
  const colors = colormap(name).colors;
  return Array.from({ length: 256 }, (_, i) => lightness(colors[3 * i]!, colors[3 * i + 1]!, colors[3 * i + 2]!));
};

// What makes a map readable without seeing its hues: more is lighter. Turbo and jet are known not to be.
test.each(['inferno', 'viridis', 'magma', 'cividis', 'gray'])('%s gets lighter all the way', (name) => {
  const values = lightnesses(name);
  // Rounding to 8 bits can take a step of a quarter of a unit back.
  values.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(values[i]! - 0.25));
  expect(values[255]! - values[0]!).toBeGreaterThan(60);
});

test.each(['rdbu', 'puor'])(
  '%s is nearly white in the middle, warm for positive values, cold for negative ones',
  (name) => {
    const { colors } = colormap(name);
    const at = (i: number) => Array.from(colors.subarray(3 * i, 3 * i + 3)) as [number, number, number];
    for (const middle of [at(127), at(128)]) expect(Math.min(...middle)).toBeGreaterThan(230);
    expect(at(210)[0]).toBeGreaterThan(at(210)[2] + 80);
    expect(at(45)[2]).toBeGreaterThan(at(45)[0] + 40);
    const values = lightnesses(name);
    expect(values.indexOf(Math.max(...values))).toBeGreaterThan(120);
    expect(values.indexOf(Math.max(...values))).toBeLessThan(136);
  },
);

test('an unknown name is an error that lists the known ones', () => {
  expect(() => colormap('infrno')).toThrow(
    /no colour map 'infrno'. Did you mean 'inferno'\? There are inferno, viridis, .*rdbu, puor/,
  );
  expect(() => colormap('toString')).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
});
