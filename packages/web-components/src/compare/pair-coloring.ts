import type { ColoringSettings, MapColoring } from '../drawing/coloring.js';
import { coloringOf } from '../drawing/coloring.js';
import { commonColoring } from './common-coloring.js';
import { hasOneUnit } from './comparison.js';
import type { Sides } from './comparison.js';

/** The colours of two maps; null for a side without a map. */
export interface PairColoring {
  readonly a: MapColoring | null;
  readonly b: MapColoring | null;
  /** Whether both are on the same scale. */
  readonly isCommon: boolean;
}

/**
 * One scale for both maps where their numbers have the same unit, else each its own.
 *
 * @throws XaiError `usage` as `coloringOf`
 */
export function pairColoring({ a, b }: Sides, settings: ColoringSettings): PairColoring {
  const [first, second] = [a.result?.drawable, b.result?.drawable];
  if (first && second && hasOneUnit(a.result!, b.result!)) {
    const common = commonColoring([first, second], settings);
    return { a: common, b: common, isCommon: true };
  }
  return {
    a: first ? coloringOf(first, settings) : null,
    b: second ? coloringOf(second, settings) : null,
    isCommon: false,
  };
}
