import { checkPair } from './check-pair.js';

/**
 * Spearman's rank correlation: the linear correlation of the ranks, equal values sharing their mean rank. 1 where both
 * order their values alike, -1 where one reverses the other; blind to any increasing change of scale.
 *
 * Spearman, "The proof and measurement of association between two things", 1904; ties as scipy.stats.spearmanr.
 *
 * @param a any number of values
 * @param b as many
 * @returns -1 to 1; `null` where one of them is constant, and so orders nothing
 * @throws XaiError `usage` for different numbers of values or none, `input-invalid` for values that are not finite
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  checkPair(a, b);
  const [ranksOfA, ranksOfB] = [ranks(a), ranks(b)];
  // Whatever the ties, ranks are 1 to n on average.
  const mean = (a.length + 1) / 2;
  let [both, squaresOfA, squaresOfB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [ranksOfA[i]! - mean, ranksOfB[i]! - mean];
    both += x * y;
    squaresOfA += x * x;
    squaresOfB += y * y;
  }
  return squaresOfA === 0 || squaresOfB === 0 ? null : both / Math.sqrt(squaresOfA * squaresOfB);
}

/** The place of each value in their order, from 1; equal values share the mean of their places. */
function ranks(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from(values, (value) => {
    const before = countWhile(sorted, (other) => other < value);
    const upTo = countWhile(sorted, (other) => other <= value);
    return (before + 1 + upTo) / 2;
  });
}

/** How many values at the head of a sorted list pass a test that fails for all behind them. */
function countWhile(sorted: Float64Array, passes: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
