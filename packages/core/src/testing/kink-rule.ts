/** Error of a gradient, relative L2, that is right whatever the kinks. */
const floor = 1e-4;

/** A reference that moves by more under the nudges is no evidence by itself. */
export const wellKnown = 1e-3;

/** What an input is multiplied by to learn how near a kink it is; those of tools/reference. */
export const nudges: readonly number[] = [1 + 1e-6, 1 - 1e-6, 1 + 5e-7, 1 - 5e-7];

/** `unknown`: within the rule, but k is too large to be evidence. */
export type KinkVerdict = 'right' | 'wrong' | 'unknown';

/** The largest error allowed by the kink rule (docs/architecture.md, section 7), for a reference that moves by `k`. */
export function allowedByKinks(k: number): number {
  return Math.max(floor, 3 * k);
}

export function judgeByKinks(error: number, k: number): KinkVerdict {
  if (!(error <= allowedByKinks(k))) return 'wrong';
  return k <= wellKnown ? 'right' : 'unknown';
}
