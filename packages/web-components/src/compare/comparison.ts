import { XaiError, floatTensor } from '@pellucid/core';
import type { FloatTensor, Recipe, Similarity } from '@pellucid/core';
import type { ExplanationResult } from '../protocol.js';

/** Two explanations of one picture. */
export interface ComparisonResult {
  readonly a: ExplanationResult;
  readonly b: ExplanationResult;
  /** How alike the two maps are, `a` being the reference; null for maps of different shapes. */
  readonly similarity: Similarity | null;
}

/** What reproduces a comparison. */
export interface ComparisonRecipe {
  readonly a: Recipe;
  readonly b: Recipe;
  readonly similarity: Similarity | null;
}

/** What is there of one of the two explanations. Neither: it is not computed yet. */
export interface Side {
  readonly result: ExplanationResult | null;
  readonly error: XaiError | null;
}

export interface Sides {
  readonly a: Side;
  readonly b: Side;
}

/**
 * What of two results can be compared number by number: the raw values; where these have different shapes (a map, and an
 * attribution of the input's channels), the maps as they are drawn; null where these differ too.
 */
export function comparedAs(a: ExplanationResult, b: ExplanationResult): 'values' | 'drawn' | null {
  if (isSame(a.attribution.values.shape, b.attribution.values.shape)) return 'values';
  return a.drawable && b.drawable && isSame(a.drawable.map.shape, b.drawable.map.shape) ? 'drawn' : null;
}

/** The numbers of a result that are compared, of one picture [1, ...]. */
export function comparedValues({ attribution, drawable }: ExplanationResult, as: 'values' | 'drawn'): FloatTensor {
  if (as === 'values') return attribution.values;
  const { data, shape } = drawable!.map;
  return floatTensor(data, [1, ...shape]);
}

/**
 * Whether a colour may mean the same number on both sides: the same method counts in the same unit, others have units of
 * their own.
 */
export function hasOneUnit(a: ExplanationResult, b: ExplanationResult): boolean {
  return a.attribution.method === b.attribution.method && a.unit === b.unit;
}

/** Why there is no comparison, when one side failed, or both. */
export function comparisonError({ a, b }: Sides, [nameOfA, nameOfB]: readonly [string, string]): XaiError {
  if (a.error && b.error) {
    if (a.error.message === b.error.message) return a.error;
    const message = `Left side, ${nameOfA}: ${a.error.message} Right side, ${nameOfB}: ${b.error.message}`;
    return new XaiError(a.error.code, message, { cause: a.error });
  }
  const [place, name, error] = a.error ? ['left', nameOfA, a.error] : ['right', nameOfB, b.error!];
  return new XaiError(error.code, `The ${place} side, ${name}, has no result. ${error.message}`, { cause: error });
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}
