import type { MapTensor } from '../render/reduce.js';

/** Cells from this part of the strongest one on belong to it. */
const half = 0.5;
/** Negative values up to this part of the largest positive one do not matter, as in the scale of a picture. */
const negligible = 0.1;
/** Places that are named besides the strongest. */
const othersNamed = 2;

const rowWords = ['top', 'middle', 'bottom'] as const;
const columnWords = ['left', 'centre', 'right'] as const;

/**
 * A map in words, for those who cannot see it: `strongest at the bottom left, over 5 % of the picture, also at the top right`.
 * A place is a connected patch of cells with at least half of the largest value, named by its middle, in ninths of the
 * picture; the first is the one with the largest value, and its share of all cells is the part.
 *
 * @param map [H,W], finite numbers
 */
export function describeMap(map: MapTensor): string {
  const { data } = map;
  let most = 0;
  let least = 0;
  for (const value of data) {
    most = Math.max(most, value);
    least = Math.min(least, value);
  }
  if (most === 0 && least === 0) return 'zero everywhere';
  const inFavour = most > 0 ? placesOf(map, (value) => value / most) : null;
  if (least >= -negligible * most) return `strongest ${inFavour}`;
  const against = `most against it ${placesOf(map, (value) => value / least)}`;
  return inFavour === null ? against : `most in favour ${inFavour}, ${against}`;
}

/** A connected patch of cells. */
interface Patch {
  readonly strongest: number;
  readonly cells: number;
  readonly place: string;
}

/** @param strength of a value, 1 for the largest */
function placesOf({ data, shape }: MapTensor, strength: (value: number) => number): string {
  const [height = 1, width = 1] = shape;
  const isOpen = Uint8Array.from(data, (value) => Number(strength(value) >= half));
  const patches: Patch[] = [];
  for (let start = 0; start < data.length; start++) {
    if (!isOpen[start]) continue;
    const cells = flood(isOpen, start, width);
    const mean = (of: (cell: number) => number): number =>
      cells.reduce((sum, cell) => sum + of(cell), 0) / cells.length;
    const row = Math.floor((3 * mean((cell) => Math.floor(cell / width) + 0.5)) / height);
    const column = Math.floor((3 * mean((cell) => (cell % width) + 0.5)) / width);
    const strongest = cells.reduce((peak, cell) => Math.max(peak, strength(data[cell]!)), 0);
    patches.push({ strongest, cells: cells.length, place: placeWords(row, column) });
  }
  patches.sort((a, b) => b.strongest - a.strongest || b.cells - a.cells);
  const [first] = patches;
  const others = [...new Set(patches.map(({ place }) => place))].filter((place) => place !== first!.place);
  const also = others.length > 0 ? `, also ${others.slice(0, othersNamed).join(' and ')}` : '';
  return `${first!.place}, over ${part(first!.cells / data.length)} of the picture${also}`;
}

/** The cells connected with one of them by their sides, which are closed. */
function flood(isOpen: Uint8Array, start: number, width: number): number[] {
  const cells = [start];
  isOpen[start] = 0;
  for (const cell of cells) {
    const column = cell % width;
    const neighbours = [cell - width, cell + width, column > 0 ? cell - 1 : -1, column < width - 1 ? cell + 1 : -1];
    for (const next of neighbours) {
      if (!isOpen[next]) continue;
      isOpen[next] = 0;
      cells.push(next);
    }
  }
  return cells;
}

function placeWords(row: number, column: number): string {
  if (row === 1 && column === 1) return 'at the centre';
  if (row === 1) return `at the centre ${columnWords[column]}`;
  return column === 1 ? `at the ${rowWords[row]}` : `at the ${rowWords[row]} ${columnWords[column]}`;
}

function part(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} %`;
}
