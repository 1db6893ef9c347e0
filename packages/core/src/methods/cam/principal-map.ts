import { createRandom } from '../../random.js';

/** How far the direction may be from the true one. Maps are rounded to float32 in the end, by 6e-8. */
const tolerance = 1e-12;

/**
 * First principal component of a feature map [C, h, w], as a map: the positions' channel vectors projected on the direction
 * that holds most of their sum of squares, the first right singular vector of the matrix [h * w, C].
 *
 * The sign, which is arbitrary, is chosen so that the map correlates positively with the mean over the channels; where the
 * two do not correlate at all, so that its sum is not negative.
 *
 * @param centre subtract from each channel its mean over the positions first
 * @returns h * w values; zeros for a map of zeros
 */
export function principalMap(features: Float32Array, channels: number, centre = false): Float64Array {
  const cells = features.length / channels;
  const matrix = Float64Array.from(features);
  if (centre) centreRows(matrix, cells);
  const map = combined(matrix, principalDirection(matrix, channels));
  // Behind a normalization over the channels the mean map is 0 but for the rounding of float32: no sign to go by.
  const rounding = 1e-6 * Math.sqrt(dot(matrix, matrix) / channels);
  return signLike(map, combined(matrix, new Float64Array(channels).fill(1 / channels)), rounding);
}

/**
 * First left singular vector of a matrix [channels, cells], by the Lanczos process: the best direction in the space that
 * the matrix times its transpose makes of a random start, step by step. Some ten steps hold it to within rounding; a few
 * more where the second direction is about as strong, and at most as many as the matrix has rows or columns.
 *
 * @returns zeros for a matrix of zeros
 */
function principalDirection(matrix: Float64Array, channels: number): Float64Array {
  const cells = matrix.length / channels;
  const size = dot(matrix, matrix);
  if (size === 0) return new Float64Array(channels);
  const random = createRandom(0);
  let next = rowProducts(
    matrix,
    Float64Array.from({ length: cells }, () => random.uniform() - 0.5),
  );
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (let check = 8; ;) {
    const vector = unit(next);
    basis.push(vector);
    next = rowProducts(matrix, combined(matrix, vector));
    diagonal.push(dot(next, vector));
    // Twice, since once leaves a rest that grows from step to step.
    for (const other of [...basis, ...basis]) addMultiple(next, other, -dot(next, other));
    const rest = Math.sqrt(dot(next, next));
    beside.push(rest);
    const steps = basis.length;
    const isWhole = steps === Math.min(channels, cells) || rest <= 1e-15 * size;
    if (steps < check && !isWhole) continue;
    check *= 2;
    const inBasis = tridiagonal(diagonal, beside);
    const weights = leadingVector(inBasis, steps);
    // What the direction misses is at most the rest's part in it over the gap to the second one.
    if (!isWhole && rest * Math.abs(weights[steps - 1]!) > tolerance * gapBehind(inBasis, weights)) continue;
    const direction = new Float64Array(channels);
    weights.forEach((weight, i) => addMultiple(direction, basis[i]!, weight));
    return unit(direction);
  }
}

/** The symmetric matrix with that diagonal and those values beside it. */
function tridiagonal(diagonal: readonly number[], beside: readonly number[]): Float64Array {
  const n = diagonal.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = diagonal[i]!;
    if (i + 1 < n) matrix[i * n + i + 1] = matrix[(i + 1) * n + i] = beside[i]!;
  }
  return matrix;
}

/** Between the largest eigenvalue of a symmetric matrix, given its eigenvector, and the second. */
function gapBehind(matrix: Float64Array, vector: Float64Array): number {
  const n = vector.length;
  const largest = dot(vector, rowProducts(matrix, vector));
  const others = matrix.slice();
  vector.forEach((value, i) => addMultiple(others.subarray(i * n, (i + 1) * n), vector, -largest * value));
  const second = leadingVector(others, n);
  return largest - dot(second, rowProducts(matrix, second));
}

/** Squarings after which the search stops. Two eigenvalues that differ by 1e-16 are told apart by fewer. */
const maxSquarings = 60;

/** Sum of the squares, of eigenvalues that sum to 1, that leaves the second at most 0.18 of the first: 0.18^24 is 1e-18. */
const dominance = 0.75;
const powerSteps = 24;

/**
 * Eigenvector of the largest eigenvalue of a small symmetric matrix [n, n] without negative ones. The matrix is squared,
 * which squares the ratio of every other eigenvalue to the largest, until that one dominates; power iteration does the rest.
 */
function leadingVector(matrix: Float64Array, n: number): Float64Array {
  const size = trace(matrix, n);
  if (size <= 0) return new Float64Array(n);
  let power = scaled(matrix, size);
  for (let i = 0; i < maxSquarings && dot(power, power) < dominance; i++) {
    const square = squared(power, n);
    power = scaled(square, trace(square, n));
  }
  // The column of the largest diagonal element has the largest part in the eigenvector.
  let column = 0;
  for (let i = 1; i < n; i++) if (power[i * n + i]! > power[column * n + column]!) column = i;
  let vector = unit(power.subarray(column * n, (column + 1) * n));
  for (let step = 0; step < powerSteps; step++) vector = unit(combined(power, vector));
  return vector;
}

/** A symmetric matrix times itself. */
function squared(matrix: Float64Array, n: number): Float64Array {
  const square = new Float64Array(n * n);
  for (let i = 0; i < n; i++) square.set(rowProducts(matrix, matrix.subarray(i * n, (i + 1) * n)), i * n);
  return square;
}

/** Product of each row with a vector. */
function rowProducts(matrix: Float64Array, vector: Float64Array): Float64Array {
  const products = new Float64Array(matrix.length / vector.length);
  for (let row = 0, at = 0; row < products.length; row++) {
    let sum = 0;
    for (let i = 0; i < vector.length; i++, at++) sum += matrix[at]! * vector[i]!;
    products[row] = sum;
  }
  return products;
}

/** Weighted sum of the rows. */
function combined(matrix: Float64Array, weights: Float64Array): Float64Array {
  const sums = new Float64Array(matrix.length / weights.length);
  for (let row = 0, at = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    for (let i = 0; i < sums.length; i++, at++) sums[i]! += weight * matrix[at]!;
  }
  return sums;
}

function centreRows(matrix: Float64Array, length: number): void {
  for (let start = 0; start < matrix.length; start += length) {
    const row = matrix.subarray(start, start + length);
    row.set(centred(row));
  }
}

/** The map or its negative, whichever correlates positively with `mean`, which is known up to `rounding`. */
function signLike(map: Float64Array, mean: Float64Array, rounding: number): Float64Array {
  const covariance = dot(centred(map), centred(mean));
  const agreement = Math.abs(covariance) > rounding * Math.sqrt(dot(map, map)) ? covariance : total(map);
  return agreement < 0 ? map.map((value) => -value) : map;
}

function addMultiple(to: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * vector[i]!;
}

function unit(values: Float64Array): Float64Array {
  return scaled(values, Math.sqrt(dot(values, values)));
}

/** Divided by a number, unless that is 0. */
function scaled(values: Float64Array, divisor: number): Float64Array {
  return divisor === 0 ? values : values.map((value) => value / divisor);
}

function centred(values: Float64Array): Float64Array {
  const mean = total(values) / values.length;
  return values.map((value) => value - mean);
}

function trace(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * n + i]!;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
