import { mediumGlyphs, regularGlyphs } from './generated/glyphs.js';
import { blendPixel } from './image.js';
import type { Image, Rgb } from './image.js';

/** `regular`: 13 pixels, for captions and numbers. `medium`: 17 pixels, for titles. */
export type FontName = 'regular' | 'medium';

export interface TextStyle {
  readonly font: FontName;
  readonly color: Rgb;
  /** Whole number of pixels per pixel of the font. */
  readonly scale: number;
}

interface Glyph {
  readonly advance: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** Hex digits of coverage, rows from the top. */
  readonly coverage: string;
}

interface Font {
  /** From the top of a line to the next one's, and to its baseline. */
  readonly lineHeight: number;
  readonly baseline: number;
  readonly glyphs: ReadonlyMap<string, Glyph>;
  readonly unknown: Glyph;
}

const fonts: Readonly<Record<FontName, () => Font>> = {
  regular: lazily(() => readFont(regularGlyphs, 18, 13)),
  medium: lazily(() => readFont(mediumGlyphs, 23, 17)),
};

function lazily<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}

function readFont(lines: string, lineHeight: number, baseline: number): Font {
  const entries = lines.split('\n').map((line): [string, Glyph] => {
    const [advance = '', left = '', top = '', width = '', coverage = ''] = line.slice(2).split(' ');
    const glyph = { advance: Number(advance), left: Number(left), top: Number(top), width: Number(width), coverage };
    return [line.slice(0, 1), glyph];
  });
  return { lineHeight, baseline, glyphs: new Map(entries), unknown: entries[0]![1] };
}

/** What a reader sees as the letters of a text; every kind of white space is a space. */
function characters(text: string): string[] {
  return [...text.normalize('NFC').replace(/\s+/g, ' ')];
}

/** A letter that the font lacks is drawn without its accents, else as a crossed box. */
function glyphOf(character: string, font: Font): Glyph {
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return font.glyphs.get(character) ?? font.glyphs.get(plain) ?? font.unknown;
}

/** Height of a line of text in pixels. */
export function lineHeight(style: Pick<TextStyle, 'font' | 'scale'>): number {
  return fonts[style.font]().lineHeight * style.scale;
}

/** Width of a line of text in pixels. */
export function textWidth(text: string, style: Pick<TextStyle, 'font' | 'scale'>): number {
  const font = fonts[style.font]();
  return characters(text).reduce((width, character) => width + glyphOf(character, font).advance, 0) * style.scale;
}

/** Draws one line of text; (x, y) is the upper left corner of the line. What lies outside the image is left out. */
export function drawText(image: Image, text: string, x: number, y: number, style: TextStyle): void {
  const { scale, color } = style;
  const font = fonts[style.font]();
  let pen = x;
  for (const character of characters(text)) {
    const glyph = glyphOf(character, font);
    for (let at = 0; at < glyph.coverage.length; at++) {
      const opacity = parseInt(glyph.coverage.charAt(at), 16) / 15;
      const left = pen + (glyph.left + (at % glyph.width)) * scale;
      const top = y + (font.baseline - glyph.top + Math.floor(at / glyph.width)) * scale;
      for (let dy = 0; dy < scale; dy++) {
        for (let dx = 0; dx < scale; dx++) blendPixel(image, left + dx, top + dy, color, opacity);
      }
    }
    pen += glyph.advance * scale;
  }
}

/** The text, or as much of its beginning as fits with `…` into `width` pixels. */
export function ellipsize(text: string, width: number, style: Pick<TextStyle, 'font' | 'scale'>): string {
  if (textWidth(text, style) <= width) return text;
  const letters = characters(text);
  const fitting = countFitting(letters, width - textWidth('…', style), style);
  return fitting === 0 ? '' : `${letters.slice(0, fitting).join('').trimEnd()}…`;
}

/**
 * The text in at most `maxLines` lines of at most `width` pixels, broken at spaces, or inside a word that is longer
 * than a line. What does not fit into the last line is replaced by `…`.
 */
export function wrapText(
  text: string,
  width: number,
  maxLines: number,
  style: Pick<TextStyle, 'font' | 'scale'>,
): string[] {
  const lines: string[] = [];
  let rest = characters(text.trim());
  while (rest.length > 0) {
    const fitting = countFitting(rest, width, style);
    if (fitting === rest.length || lines.length === maxLines - 1) {
      lines.push(ellipsize(rest.join(''), width, style));
      break;
    }
    // The line may end where a space follows it, even if that space itself would not fit.
    const space = rest.lastIndexOf(' ', fitting);
    const end = space > 0 ? space : Math.max(1, fitting);
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return lines;
}

/** How many letters from the start fit into `width` pixels. */
function countFitting(letters: readonly string[], width: number, style: Pick<TextStyle, 'font' | 'scale'>): number {
  const font = fonts[style.font]();
  let end = 0;
  for (const [index, letter] of letters.entries()) {
    end += glyphOf(letter, font).advance * style.scale;
    if (end > width) return index;
  }
  return letters.length;
}
