import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  /** Default `left`. */
  readonly align?: 'left' | 'right';
}

/** Rows of text under titles, in columns as wide as their widest cell, two spaces apart. Cells may hold colours. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: (title: string) => string = String,
): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, i) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ''))));
  const layOut = (cells: readonly string[]): string =>
    columns
      .map(({ align }, i) => {
        const cell = cells[i] ?? '';
        const space = ' '.repeat(widths[i]! - widthOf(cell));
        return align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  const body = rows.map(layOut);
  return titles.some((title) => title !== '') ? [style(layOut(titles)), ...body] : body;
}

function widthOf(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}

/** A text in lines of at most `width` letters, broken at spaces, the second and further ones indented. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
