import { XaiError } from '../errors.js';
import { createImage, drawImage } from './image.js';
import type { Image } from './image.js';
import type { PageStyle } from './page.js';
import { drawText, ellipsize, lineHeight, textWidth } from './text.js';

export interface Tile {
  readonly image: Image;
  /** Below the image, cut with `…` where it is wider. */
  readonly caption?: string;
}

export interface MontageOptions {
  /** Default: as many as make the sheet about square. */
  readonly columns?: number;
  /** Pixels between the tiles. Default 8. */
  readonly gap?: number;
}

/**
 * A contact sheet: tiles in rows from the upper left, each centred in a cell as large as the largest tile.
 *
 * @throws XaiError `usage` for no tiles or columns that are no whole number from 1
 */
export function montage(tiles: readonly Tile[], options: MontageOptions, page: PageStyle): Image {
  const { columns = Math.ceil(Math.sqrt(tiles.length)), gap = 8 * page.scale } = options;
  if (tiles.length === 0) throw new XaiError('usage', 'A contact sheet needs at least one tile.');
  if (!Number.isInteger(columns) || columns < 1) {
    throw new XaiError('usage', `A contact sheet has a whole number of columns from 1, but ${columns} was given.`);
  }
  const used = Math.min(columns, tiles.length);
  const rows = Math.ceil(tiles.length / used);
  const text = { font: 'regular', color: page.theme.muted, scale: page.scale } as const;
  const captionHeight = tiles.some((tile) => tile.caption !== undefined) ? lineHeight(text) + 2 * page.scale : 0;
  const cellWidth = Math.max(...tiles.map((tile) => tile.image.width));
  const imageHeight = Math.max(...tiles.map((tile) => tile.image.height));
  const cellHeight = imageHeight + captionHeight;
  const sheet = createImage(used * (cellWidth + gap) - gap, rows * (cellHeight + gap) - gap, page.theme.background);
  tiles.forEach(({ image, caption = '' }, i) => {
    const left = (i % used) * (cellWidth + gap);
    const top = Math.floor(i / used) * (cellHeight + gap);
    drawImage(
      sheet,
      image,
      left + Math.floor((cellWidth - image.width) / 2),
      top + Math.floor((imageHeight - image.height) / 2),
    );
    const line = ellipsize(caption, cellWidth, text);
    drawText(
      sheet,
      line,
      left + Math.floor((cellWidth - textWidth(line, text)) / 2),
      top + imageHeight + 2 * page.scale,
      text,
    );
  });
  return sheet;
}
