import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage } from '../../src/render/image.js';
import type { Image } from '../../src/render/image.js';
import { drawText, ellipsize, lineHeight, textWidth, wrapText } from '../../src/render/text.js';
import type { FontName } from '../../src/render/text.js';

const fonts: FontName[] = ['regular', 'medium'];
const style = (font: FontName, scale = 1) => ({ font, scale, color: [0, 0, 0] }) as const;
const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));

function drawn(text: string, font: FontName, scale = 1, margin = 4): Image {
  const image = createImage(
    textWidth(text, style(font, scale)) + 2 * margin,
    lineHeight(style(font, scale)) + 2 * margin,
    [255, 255, 255],
  );
  drawText(image, text, margin, margin, style(font, scale));
  return image;
}

/** The rows of an image as strings of grey levels, to compare pictures of letters. */
const rows = ({ data, width, height }: Image) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => data[(y * width + x) * 4]).join());

describe.each(fonts)('the font %s', (font) => {
  test('has a different drawing for each printable ASCII letter', () => {
    const drawings = new Set(Array.from(ascii).map((letter) => rows(drawn(letter, font)).join(';')));
    expect(drawings.size).toBe(95);
  });

  test.each(Array.from('ÄÖÜäöüßéèêñçåøÅØ·…×±°µ²³–—−≤≥≈∞√Δσ“”‘’•½'))('has %s', (letter) => {
    expect(rows(drawn(letter, font))).not.toEqual(rows(drawn('\uFFFD', font)));
  });

  test('draws letters that it lacks without their accents, else as a box', () => {
    expect(rows(drawn('ř', font))).toEqual(rows(drawn('r', font)));
    expect(rows(drawn('e\u0301', font))).toEqual(rows(drawn('é', font)));
    expect(rows(drawn('犬', font))).toEqual(rows(drawn('\uFFFD', font)));
    expect(rows(drawn('\uFFFD', font))).not.toEqual(rows(drawn(' ', font)));
  });

  test('keeps every letter within its line, and within a pixel of its own width', () => {
    for (const letter of Array.from(`${ascii}ÅÇÑÄß…`)) {
      const { data, width, height } = drawn(letter, font, 1, 4);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (data[(y * width + x) * 4]! < 255) {
            expect([letter, x >= 3 && x < width - 2, y >= 4 && y < height - 4]).toEqual([letter, true, true]);
          }
        }
      }
    }
  });

  test('is twice as large at scale 2, pixel for pixel', () => {
    const once = drawn('Ag·7', font, 1, 4);
    const twice = drawn('Ag·7', font, 2, 8);
    expect([twice.width, twice.height]).toEqual([once.width * 2, once.height * 2]);
    for (let y = 0; y < twice.height; y++) {
      for (let x = 0; x < twice.width; x++) {
        const at = (y >> 1) * once.width + (x >> 1);
        if (twice.data[(y * twice.width + x) * 4] !== once.data[at * 4]) expect.fail(`(${x}, ${y}) differs`);
      }
    }
  });

  test('flat letters stand on the baseline with sharp edges: the top and foot of an H are full rows', () => {
    const image = drawn('H', font);
    const dark = rows(image).map((row) => Math.min(...row.split(',').map(Number)));
    const inked = dark.flatMap((value, y) => (value < 255 ? [y] : []));
    expect(Math.max(...inked.map((y) => dark[y]!))).toBeLessThan(60);
    expect(inked).toHaveLength(font === 'regular' ? 9 : 12);
  });
});

const line = fc.string({ unit: fc.constantFrom(...Array.from('abc ÄW  .…一')), maxLength: 60 });
const normal = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('wrapText', () => {
  test('breaks at spaces', () => {
    const width = textWidth('the quick brown', style('regular'));
    expect(wrapText('the quick brown fox', width, 3, style('regular'))).toEqual(['the quick brown', 'fox']);
    expect(wrapText('the quick brown fox', width - 1, 3, style('regular'))).toEqual(['the quick', 'brown fox']);
  });

  test('breaks a word that is longer than a line, and ends with … where lines run out', () => {
    const width = textWidth('aaaa', style('regular'));
    expect(wrapText('aaaaaaaa', width, 3, style('regular'))).toEqual(['aaaa', 'aaaa']);
    const cut = wrapText('aaaaaaaaaaaaaaa', width, 2, style('regular'));
    expect(cut[0]).toBe('aaaa');
    expect(cut[1]).toMatch(/^a+…$/);
  });

  test('keeps all letters in order, in lines that fit', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 20, max: 200 }), (text, width) => {
        const lines = wrapText(text, width, 100, style('regular'));
        for (const part of lines) expect(textWidth(part, style('regular'))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(normal(text).replaceAll(' ', ''));
      }),
      { seed: 7 },
    );
  });

  test('never writes more lines than allowed', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 3 }), (text, maxLines) => {
        const lines = wrapText(text, 60, maxLines, style('regular'));
        expect(lines.length).toBeLessThanOrEqual(maxLines);
        for (const part of lines) expect(textWidth(part, style('regular'))).toBeLessThanOrEqual(60);
      }),
      { seed: 7 },
    );
  });
});

test('ellipsize keeps what fits', () => {
  const width = textWidth('grad-c…', style('regular'));
  expect(ellipsize('grad-cam', width, style('regular'))).toBe('grad-c…');
  expect(ellipsize('grad-cam', 1000, style('regular'))).toBe('grad-cam');
  expect(ellipsize('grad-cam', 2, style('regular'))).toBe('');
});
