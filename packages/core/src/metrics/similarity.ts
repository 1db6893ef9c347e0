import type { FloatTensor } from '../tensor.js';
import { withoutBatch } from '../tensor.js';
import { rankCorrelation } from './rank-correlation.js';
import { relativeL2 } from './relative-l2.js';
import { ssim } from './ssim.js';

/** How alike two lists of numbers are. Null stands for what is not defined for them. */
export interface Likeness {
  /** ||B - A|| / ||A||; null where A is 0 everywhere and B is not. */
  readonly relativeL2: number | null;
  /** Largest size of a difference. */
  readonly largestDifference: number;
  /** Largest size of a value of A, to measure the difference by. */
  readonly largestValue: number;
}

/** How alike two maps are. */
export interface Similarity extends Likeness {
  /** Spearman's, over all values; null where one map is constant. */
  readonly rankCorrelation: number | null;
  /** Null for what is no map of 11 x 11 or more. */
  readonly ssim: number | null;
}

/** @param a the reference */
export function likenessOf(a: Float32Array, b: Float32Array): Likeness {
  const part = relativeL2(b, a);
  return {
    relativeL2: Number.isFinite(part) ? part : null,
    largestDifference: largest(a.map((value, i) => b[i]! - value)),
    largestValue: largest(a),
  };
}

/**
 * @param a values of one picture [1, ...]; the reference
 * @param b of the same shape
 */
export function similarityOf(a: FloatTensor, b: FloatTensor): Similarity {
  const maps = [withoutBatch(a), withoutBatch(b)] as const;
  const { shape } = maps[0];
  const isMap = (shape.length === 2 || shape.length === 3) && shape.slice(-2).every((side) => side >= 11);
  return {
    rankCorrelation: rankCorrelation(maps[0].data, maps[1].data),
    ssim: isMap ? ssim(...maps) : null,
    ...likenessOf(maps[0].data, maps[1].data),
  };
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
