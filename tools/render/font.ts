import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';
import type { Font, Glyph, PathCommand } from 'opentype.js';

interface Face {
  readonly name: string;
  readonly weight: 'Regular' | 'Medium';
  /** Pixels per em. */
  readonly size: number;
  /** Where the tops of `x`, `H` and `d` and the foot of `g` come to lie, in whole pixels above the baseline. */
  readonly xHeight: number;
  readonly capHeight: number;
  readonly ascender: number;
  readonly descender: number;
}

const faces: readonly Face[] = [
  { name: 'regular', weight: 'Regular', size: 13, xHeight: 7, capHeight: 9, ascender: 10, descender: -3 },
  { name: 'medium', weight: 'Medium', size: 17, xHeight: 9, capHeight: 12, ascender: 13, descender: -4 },
];

const range = (from: number, to: number) =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const characters = `${range(0x20, 0x7e)}${range(0xa0, 0xac)}${range(0xae, 0xff)}–—‘’“”•…−≈≤≥∞√Δσ`;

/** Sub-scanlines per pixel row. */
const SUBROWS = 16;

type Point = readonly [x: number, y: number];

/**
 * Heights in font units -> pixels, piecewise linear, so that the flat edges of letters fall on pixel edges and stay
 * sharp: what a font's own hints do. Overshoots (an `o` reaches 20 units past an `x`) are flattened with them.
 */
function gridFit(face: Face, unitsPerEm: number): (y: number) => number {
  const perUnit = face.size / unitsPerEm;
  const knots: readonly Point[] = [
    [-2 * unitsPerEm, face.descender - (2 * unitsPerEm - 426) * perUnit],
    [-426, face.descender],
    [-20, 0],
    [0, 0],
    [1082, face.xHeight],
    [1102, face.xHeight],
    [1456, face.capHeight],
    [1476, face.capHeight],
    [1536, face.ascender],
    [2 * unitsPerEm, face.ascender + (2 * unitsPerEm - 1536) * perUnit],
  ];
  return (y) => {
    const next = Math.max(
      1,
      knots.findIndex(([at]) => y <= at),
    );
    const [x0, y0] = knots[next - 1]!;
    const [x1, y1] = knots[next]!;
    return y0 + ((y - x0) / (x1 - x0)) * (y1 - y0);
  };
}

/** The outline as closed polygons; curves become 8 chords, far below a sixteenth of a pixel here. */
function flatten(commands: readonly PathCommand[], toPixels: (point: Point) => Point): Point[][] {
  const polygons: Point[][] = [];
  let polygon: Point[] = [];
  for (const command of commands) {
    if (command.type === 'M') polygons.push((polygon = [toPixels([command.x, command.y])]));
    if (command.type === 'L') polygon.push(toPixels([command.x, command.y]));
    if (command.type === 'Q') {
      const [x0, y0] = polygon.at(-1)!;
      const [x1, y1] = toPixels([command.x1, command.y1]);
      const [x2, y2] = toPixels([command.x, command.y]);
      for (let i = 1; i <= 8; i++) {
        const t = i / 8;
        const weights = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2] as const;
        polygon.push([
          weights[0] * x0 + weights[1] * x1 + weights[2] * x2,
          weights[0] * y0 + weights[1] * y1 + weights[2] * y2,
        ]);
      }
    }
    if (command.type === 'C') throw new Error('Only quadratic outlines (TrueType) are expected.');
  }
  return polygons;
}

/** Adds the coverage of one sub-scanline: the spans where the winding number is not 0. */
function addSpans(polygons: readonly Point[][], y: number, row: Float64Array): void {
  const crossings: { x: number; step: number }[] = [];
  for (const polygon of polygons) {
    polygon.forEach(([x1, y1], i) => {
      const [x0, y0] = polygon.at(i - 1)!;
      if (y0 <= y === y1 <= y) return;
      crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), step: y1 > y0 ? 1 : -1 });
    });
  }
  crossings.sort((a, b) => a.x - b.x);
  let winding = 0;
  crossings.forEach(({ x, step }, i) => {
    winding += step;
    const end = crossings[i + 1]?.x ?? x;
    if (winding === 0) return;
    for (let column = Math.floor(x); column < end; column++) {
      row[column]! += (Math.min(end, column + 1) - Math.max(x, column)) / SUBROWS;
    }
  });
}

/** `character advance left top width coverage`: one hex digit of coverage per pixel, rows from the top. */
function glyphLine(character: string, glyph: Glyph, face: Face, font: Font): string {
  const perUnit = face.size / font.unitsPerEm;
  const fit = gridFit(face, font.unitsPerEm);
  const bounds = glyph.getBoundingBox();
  // The left edge of the ink goes to a pixel edge, so that upright stems stay sharp; what follows moves with it.
  const left = Math.round(bounds.x1 * perUnit);
  const advance = Math.round(left + ((glyph.advanceWidth ?? 0) - bounds.x1) * perUnit);
  const polygons = flatten(glyph.path.commands, ([x, y]) => [(x - bounds.x1) * perUnit, fit(y)]);
  const all = polygons.flat();
  if (all.length === 0) return `${character} ${advance} 0 0 0 `;
  const top = Math.ceil(Math.max(...all.map(([, y]) => y)) - 1e-6);
  const bottom = Math.floor(Math.min(...all.map(([, y]) => y)) + 1e-6);
  const width = Math.ceil(Math.max(...all.map(([x]) => x)) - 1e-6);
  let coverage = '';
  for (let y = top; y > bottom; y--) {
    const row = new Float64Array(width + 1);
    for (let sub = 0; sub < SUBROWS; sub++) addSpans(polygons, y - (sub + 0.5) / SUBROWS, row);
    for (let x = 0; x < width; x++) coverage += Math.min(15, Math.round(row[x]! * 15)).toString(16);
  }
  return `${character} ${advance} ${left} ${top} ${width} ${coverage}`;
}

/** The module with the glyphs: Roboto drawn at two sizes, 16 grey levels. The first glyph stands for unknown characters. */
export function fontModule(): string {
  const resolve = createRequire(import.meta.url).resolve;
  const modules = faces.map((face) => {
    const file = readFileSync(resolve(`roboto-fontface/fonts/roboto/Roboto-${face.weight}.woff`));
    const font = opentype.parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
    const glyphs = [...characters].map((character) => {
      const glyph = font.charToGlyph(character);
      if (glyph.index === 0) throw new Error(`The font has no glyph for '${character}'.`);
      return glyphLine(character, glyph, face, font);
    });
    const unknown = glyphLine('\uFFFD', font.glyphs.get(0), face, font);
    return `export const ${face.name}Glyphs = ${JSON.stringify([unknown, ...glyphs].join('\n'))};\n`;
  });
  return `// Written by tools/render. A line per glyph: character, advance, left, top above the baseline, width, then one hex digit
// of coverage per pixel, rows from the top. Drawn from Roboto 2.137, Copyright 2011 Google Inc., Apache License 2.0.
${modules.join('')}`;
}
