import type { Extent, Window } from './windows.js';

/** Per pixel, the mean of the values given to the windows above it. */
export interface WindowMean {
  add(window: Window, value: number): void;
  /** Writes the map [height, width] as it stands; 0 where no window lies yet. */
  write(map: Float32Array): void;
}

/** A running mean: adding a window costs its own pixels only, however many came before. */
export function createWindowMean([height, width]: Extent): WindowMean {
  const sums = new Float64Array(height * width);
  const covers = new Uint32Array(height * width);
  return {
    add({ top, left, bottom, right }, value) {
      for (let y = top; y < bottom; y++) {
        for (let p = y * width + left; p < y * width + right; p++) {
          sums[p]! += value;
          covers[p]!++;
        }
      }
    },
    write(map) {
      for (let p = 0; p < sums.length; p++) map[p] = covers[p] === 0 ? 0 : sums[p]! / covers[p]!;
    },
  };
}
