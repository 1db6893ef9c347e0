import { XaiError } from '../errors.js';
import { didYouMean } from '../suggest.js';
import { colormapTables } from './generated/colormap-tables.js';

export type ColormapName = keyof typeof colormapTables;

/**
 * `sequential` maps start at the lowest value. `diverging` ones have 0 in the middle, nearly white,
 * positive values warm (red, orange) and negative ones cold (blue, purple).
 */
export type ColormapKind = 'sequential' | 'diverging';

/** 256 colours from t = 0 to t = 1. */
export interface Colormap {
  readonly name: ColormapName;
  readonly kind: ColormapKind;
  /** Red, green, blue of entry i at 3i, 3i + 1, 3i + 2. */
  readonly colors: Uint8Array;
}

/** The maps by kind, the default first. All but `turbo` and `jet` are safe for colour-blind readers. */
export const colormapNames = {
  sequential: ['inferno', 'viridis', 'magma', 'cividis', 'gray', 'turbo', 'jet'],
  diverging: ['rdbu', 'puor'],
} as const satisfies Record<ColormapKind, readonly ColormapName[]>;

/**
 * The colour map of this name.
 *
 * @throws XaiError `usage` for an unknown name
 */
export function colormap(name: string): Colormap {
  const names: readonly string[] = [...colormapNames.sequential, ...colormapNames.diverging];
  if (!isColormapName(name)) {
    throw new XaiError(
      'usage',
      `There is no colour map '${name}'.${didYouMean(name, names)} There are ${names.join(', ')}.`,
    );
  }
  const hex = colormapTables[name];
  const colors = Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  const diverging: readonly string[] = colormapNames.diverging;
  return { name, kind: diverging.includes(name) ? 'diverging' : 'sequential', colors };
}

function isColormapName(name: string): name is ColormapName {
  return Object.hasOwn(colormapTables, name);
}
