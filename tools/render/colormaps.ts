import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePuOr,
  interpolateRdBu,
  interpolateTurbo,
  interpolateViridis,
} from 'd3-scale-chromatic';

type Rgb = readonly [number, number, number];
type Interpolator = (t: number) => Rgb;

/** d3 writes a colour as `#rrggbb` or as `rgb(r, g, b)`, depending on the map. */
const d3 =
  (interpolate: (t: number) => string): Interpolator =>
  (t) => {
    const text = interpolate(t);
    const parts = text.startsWith('#')
      ? [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))
      : (text.match(/\d+/g) ?? []).map(Number);
    const [r, g, b] = parts;
    if (parts.length !== 3 || r === undefined || g === undefined || b === undefined) {
      throw new Error(`Expected an opaque colour, got '${text}'.`);
    }
    return [r, g, b];
  };

/** The rainbow of MATLAB and OpenCV: three trapezoids, each a quarter of the range apart. */
const jet: Interpolator = (t) => {
  const trapezoid = (centre: number) => Math.round(255 * Math.min(1, Math.max(0, 1.5 - Math.abs(4 * t - centre))));
  return [trapezoid(3), trapezoid(2), trapezoid(1)];
};

const gray: Interpolator = (t) => [Math.round(255 * t), Math.round(255 * t), Math.round(255 * t)];

const interpolators: Record<string, Interpolator> = {
  inferno: d3(interpolateInferno),
  viridis: d3(interpolateViridis),
  magma: d3(interpolateMagma),
  cividis: d3(interpolateCividis),
  turbo: d3(interpolateTurbo),
  jet,
  gray,
  // d3's runs from red to blue; here positive is red.
  rdbu: d3((t) => interpolateRdBu(1 - t)),
  puor: d3(interpolatePuOr),
};

/** The module with the colour tables: for each map 256 colours at t = i / 255, written as `rrggbb`. */
export function colormapModule(): string {
  const tables = Object.entries(interpolators).map(([name, interpolate]) => {
    const colors = Array.from({ length: 256 }, (_, i) => interpolate(i / 255));
    const hex = colors.flat().map((channel) => channel.toString(16).padStart(2, '0'));
    return `  ${name}:\n    '${hex.join('')}',\n`;
  });
  return `// Written by tools/render: 256 colours a map, rrggbb. From d3-scale-chromatic (ISC); jet and gray by formula.
export const colormapTables = {
${tables.join('')}} as const;
`;
}
