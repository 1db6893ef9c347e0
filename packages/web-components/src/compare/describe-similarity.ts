import { formatNumber } from '@pellucid/core';
import type { Similarity } from '@pellucid/core';

/** One number with what it means. */
export interface SimilarityLine {
  readonly name: string;
  /** Null where it is not defined. */
  readonly value: string | null;
  /** What the value says, or why there is none. */
  readonly meaning: string;
}

/** How alike two orders are, from this rank correlation on. */
const orders: readonly (readonly [from: number, words: string])[] = [
  [0.95, 'nearly the same order of places'],
  [0.7, 'mostly the same places are strong'],
  [0.3, 'partly the same places are strong'],
  [-0.3, 'the orders of places have little in common'],
  [-1, 'what is strong in one is weak in the other'],
];

/** The numbers of a comparison in words; the left map is the reference. */
export function describeSimilarity(similarity: Similarity): SimilarityLine[] {
  const { rankCorrelation, ssim, relativeL2, largestDifference, largestValue } = similarity;
  return [
    line('Rank correlation', rankCorrelation, {
      defined: `${orderWords(rankCorrelation ?? 0)} (1 the same order, 0 no relation, −1 reversed)`,
      undefined: 'one of the maps is the same everywhere',
    }),
    line('SSIM', ssim, {
      defined: 'likeness of structure (1 the same, 0 nothing in common)',
      undefined: 'it takes maps of at least 11 × 11',
    }),
    line('Relative L2', relativeL2, {
      defined: 'size of the difference as a part of the left map (0 equal)',
      undefined: 'the left map is 0 everywhere',
    }),
    line('Largest difference', largestDifference, {
      defined: `where the largest value of the left map is ${formatNumber(largestValue)}`,
      undefined: '',
    }),
  ];
}

function line(
  name: string,
  value: number | null,
  meaning: { readonly defined: string; readonly undefined: string },
): SimilarityLine {
  return value === null
    ? { name, value: null, meaning: meaning.undefined }
    : { name, value: formatNumber(value), meaning: meaning.defined };
}

function orderWords(correlation: number): string {
  return orders.find(([from]) => correlation >= from)?.[1] ?? orders.at(-1)![1];
}
