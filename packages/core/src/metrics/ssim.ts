import { XaiError } from '../errors.js';
import type { FloatTensor } from '../tensor.js';
import { sizeOf } from '../tensor.js';
import { checkPair } from './check-pair.js';

/** Weights of the window along one axis: 11 of a Gaussian with standard deviation 1.5. */
const radius = 5;
const side = 2 * radius + 1;
const window = gaussian(1.5);
const K1 = 0.01;
const K2 = 0.03;

export interface SsimOptions {
  /**
   * Span of the values that the maps could have, over 0. Default: from the smallest to the largest value that either has,
   * so that only the maps of one pair are measured alike.
   */
  readonly dataRange?: number;
}

/** The values and shape of a map. */
type MapValues = Pick<FloatTensor, 'data' | 'shape'>;

/**
 * Structural similarity: how alike two maps are in mean, contrast and pattern within every 11 x 11 window, the mean over
 * all windows that fit, and over the channels.
 *
 * Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural similarity", 2004,
 * equation 13 with K1 = 0.01 and K2 = 0.03, as scikit-image's `structural_similarity` with gaussian_weights=True,
 * sigma=1.5, use_sample_covariance=False; in double precision.
 *
 * @param a [H, W] or [C, H, W], 11 x 11 and larger
 * @param b of the same shape
 * @returns -1 to 1, 1 for equal maps, constant ones too
 * @throws XaiError `usage` for other shapes or a range that is not over 0, `input-invalid` for values that are not finite
 */
export function ssim(a: MapValues, b: MapValues, { dataRange }: SsimOptions = {}): number {
  const [height, width] = checkShapes(a, b);
  checkPair(a.data, b.data);
  if (dataRange !== undefined && !(dataRange > 0 && Number.isFinite(dataRange)))
    throw new XaiError('usage', `The range of the values is a number over 0, but ${dataRange} was given.`);
  const range = dataRange ?? rangeOf(a.data, b.data);
  // Both are the same constant: nothing could tell them apart.
  if (range === 0) return 1;
  const plane = height * width;
  const channels = a.data.length / plane;
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    const part = ({ data }: MapValues): Float32Array => data.subarray(channel * plane, (channel + 1) * plane);
    sum += ofPlanes(part(a), part(b), height, width, range);
  }
  return sum / channels;
}

function ofPlanes(a: Float32Array, b: Float32Array, height: number, width: number, range: number): number {
  const mean = (value: (i: number) => number): Float64Array => windowMeans(value, height, width);
  const [meanA, meanB] = [mean((i) => a[i]!), mean((i) => b[i]!)];
  const [squareA, squareB] = [mean((i) => a[i]! * a[i]!), mean((i) => b[i]! * b[i]!)];
  const product = mean((i) => a[i]! * b[i]!);
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  let sum = 0;
  for (let p = 0; p < product.length; p++) {
    const [x, y] = [meanA[p]!, meanB[p]!];
    const covariance = product[p]! - x * y;
    // In this order equal maps give exactly 1.
    const variances = squareA[p]! - x * x + (squareB[p]! - y * y);
    sum += ((2 * x * y + c1) * (2 * covariance + c2)) / ((x * x + y * y + c1) * (variances + c2));
  }
  return sum / product.length;
}

/** The weighted mean of the values in every window that fits: [height - 10, width - 10]. */
function windowMeans(value: (i: number) => number, height: number, width: number): Float64Array {
  const [rows, columns] = [height - 2 * radius, width - 2 * radius];
  const line = new Float64Array(width);
  const across = new Float64Array(height * columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) line[x] = value(y * width + x);
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < side; k++) sum += window[k]! * line[x + k]!;
      across[y * columns + x] = sum;
    }
  }
  const means = new Float64Array(rows * columns);
  for (let p = 0; p < means.length; p++) {
    for (let k = 0; k < side; k++) means[p]! += window[k]! * across[p + k * columns]!;
  }
  return means;
}

function gaussian(sigma: number): Float64Array {
  const powers = Float64Array.from({ length: side }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2));
  const total = powers.reduce((sum, power) => sum + power);
  return powers.map((power) => power / total);
}

function rangeOf(a: Float32Array, b: Float32Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const values of [a, b]) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return high - low;
}

function checkShapes(a: MapValues, b: MapValues): readonly [height: number, width: number] {
  const [shapeA, shapeB] = [a.shape.join(', '), b.shape.join(', ')];
  if (shapeA !== shapeB)
    throw new XaiError(
      'usage',
      `Two maps of the same shape are compared, but one is [${shapeA}] and the other [${shapeB}].`,
    );
  const [height = 0, width = 0] = a.shape.slice(-2);
  const isMap = (a.shape.length === 2 || a.shape.length === 3) && sizeOf(a.shape) === a.data.length;
  if (isMap && height >= side && width >= side) return [height, width];
  throw new XaiError(
    'usage',
    `Structural similarity is taken in windows of ${side} x ${side} in maps [H, W] or [C, H, W], but the maps are [${shapeA}] with ${a.data.length} values.`,
  );
}
