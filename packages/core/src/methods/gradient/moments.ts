/** Mean and spread of samples that come one by one, of many numbers at once. */
export interface Moments {
  /** Mean over the samples so far. */
  readonly mean: Float64Array;
  add(sample: ArrayLike<number>): void;
  /** Standard error of each mean, s / sqrt(n), with s^2 the unbiased variance of the n samples; NaN for less than two. */
  standardErrors(): Float64Array;
}

/** By the update of Welford 1962, in double precision. */
export function createMoments(length: number): Moments {
  const mean = new Float64Array(length);
  /** Sums of squared distances from the mean. */
  const squares = new Float64Array(length);
  let count = 0;
  return {
    mean,
    add(sample) {
      count++;
      for (let i = 0; i < length; i++) {
        const distance = sample[i]! - mean[i]!;
        mean[i]! += distance / count;
        squares[i]! += distance * (sample[i]! - mean[i]!);
      }
    },
    standardErrors: () => squares.map((square) => Math.sqrt(square / (count - 1) / count)),
  };
}
