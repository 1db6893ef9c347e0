import { readFileSync } from 'node:fs';

interface Reference {
  /** OpenCV's 256 colours of jet, `rrggbb` each. */
  readonly jet: string;
  /** NumPy's percentiles: of the values from below and above, and of their sizes. */
  readonly samples: readonly {
    readonly values: readonly number[];
    readonly percentiles: readonly { percent: number; low: number; high: number; size: number }[];
  }[];
}

/** Written by tools/reference/render.py. */
export const reference = JSON.parse(
  readFileSync(new URL('../fixtures/render/reference.json', import.meta.url), 'utf8'),
) as Reference;
