import { createImage, drawImage } from './image.js';
import type { Image, Rgb } from './image.js';
import { drawText, lineHeight, wrapText } from './text.js';
import type { FontName } from './text.js';

export type ThemeName = 'light' | 'dark';

/** The colours around a picture; neutral, so that they do not tint what is looked at. */
export interface Theme {
  readonly background: Rgb;
  readonly text: Rgb;
  /** For what is said quietly: captions, numbers, notes. */
  readonly muted: Rgb;
  /** For frames, ticks and axes. */
  readonly line: Rgb;
}

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: { background: [255, 255, 255], text: [24, 26, 30], muted: [96, 102, 112], line: [176, 180, 188] },
  dark: { background: [22, 24, 28], text: [240, 241, 244], muted: [160, 166, 176], line: [90, 95, 104] },
};

/** How a figure and all its parts are drawn. `scale`: whole pixels per pixel of the font, margins and lines with it. */
export interface PageStyle {
  readonly theme: Theme;
  readonly scale: number;
}

/** Figures are at least this wide inside their margins, so that text has room; a single picture is zoomed to it. */
export const MIN_WIDTH = 448;

/** Several panels side by side are zoomed to at least this. */
export const MIN_PANEL = 320;

/** A column of text lines of one style, each wrapped to `width`, at most `maxLines` of the page for each text. */
function textColumn(
  texts: readonly string[],
  width: number,
  maxLines: number,
  font: FontName,
  color: Rgb,
  page: PageStyle,
): Image {
  const style = { font, color, scale: page.scale };
  const lines = texts.flatMap((text) => wrapText(text, width, maxLines, style));
  const image = createImage(width, Math.max(1, lines.length * lineHeight(style)), page.theme.background);
  lines.forEach((line, i) => drawText(image, line, 0, i * lineHeight(style), style));
  return image;
}

/** Title and the lines below it, wrapped to `width`; a title takes at most two lines, another line too. */
export function headingBlock(title: string, subtitle: readonly string[], width: number, page: PageStyle): Image {
  const { text, muted } = page.theme;
  const blocks = [textColumn([title], width, 2, 'medium', text, page)];
  if (subtitle.length > 0) blocks.push(textColumn(subtitle, width, 2, 'regular', muted, page));
  return stack(blocks, 2 * page.scale, page);
}

/** Images below each other, centred, `gap` pixels apart. */
function stack(images: readonly Image[], gap: number, page: PageStyle): Image {
  const width = images.reduce((widest, image) => Math.max(widest, image.width), 1);
  const height = images.reduce((sum, image) => sum + image.height, gap * Math.max(0, images.length - 1));
  const stacked = createImage(width, Math.max(1, height), page.theme.background);
  let y = 0;
  for (const image of images) {
    drawImage(stacked, image, Math.floor((width - image.width) / 2), y);
    y += image.height + gap;
  }
  return stacked;
}

/** The blocks of a figure below each other, with space between them and a margin all around. */
export function framedPage(blocks: readonly Image[], page: PageStyle): Image {
  const margin = 20 * page.scale;
  const content = stack(blocks, 12 * page.scale, page);
  const framed = createImage(content.width + 2 * margin, content.height + 2 * margin, page.theme.background);
  drawImage(framed, content, margin, margin);
  return framed;
}
