import { XaiError } from './errors.js';
import type { Region, Target } from './target.js';
import type { Scores } from './network/squash.js';
import type { FloatTensor } from './tensor.js';
import { floatTensor } from './tensor.js';

/** One-hot (or +1, -1 for a contrast) weights over the classes of [N, K, 1, ...]. */
export function classWeights(values: Scores, target: Target): FloatTensor {
  const [rows = 0, classes = 0] = values.shape;
  const weights = new Float32Array(values.data.length);
  for (let row = 0; row < rows; row++) {
    const at = row * classes;
    const [first, second] = classesOf(target, () => values.data.subarray(at, at + classes));
    weights[at + first]! += 1;
    if (second !== undefined) weights[at + second]! -= 1;
  }
  return floatTensor(weights, values.shape);
}

/** Indices by falling value; the first of equals first. */
export function ranked(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, index) => index).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** Index of the k-th largest value, which for the largest needs no sorting. */
function indexOfRank(scores: ArrayLike<number>, k: number): number {
  if (k > 1) return ranked(scores)[k - 1]!;
  let largest = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[largest]!) largest = i;
  return largest;
}

/**
 * Weights over [N, K, h, w]: the target's channels, over the region. A contrast's region is that of its first class.
 *
 * @throws XaiError `usage` for a class that is predicted nowhere, or a region that does not fit
 */
export function regionWeights(values: Scores, target: Target, region: Region, threshold: number): FloatTensor {
  const [rows = 0, classes = 0, height = 1, width = 1] = values.shape;
  checkRegion(region, height, width);
  const positions = height * width;
  const weights = new Float32Array(values.data.length);
  for (let row = 0; row < rows; row++) {
    const at = row * classes * positions;
    const winners = winningClass(values.data.subarray(at, at + classes * positions), classes, positions, threshold);
    const [first, second] = classesOf(target, () => histogram(winners, classes));
    const where = regionOf(region, width, winners, first);
    if (!where.some((weight) => weight !== 0)) {
      const reason =
        region === 'predicted' ? `Class ${first} is predicted nowhere in picture ${row}` : 'The mask is empty';
      throw new XaiError('usage', `${reason}. Name a region (a mask or a pixel), or another class.`);
    }
    for (let p = 0; p < positions; p++) {
      weights[at + first * positions + p]! += where[p]!;
      if (second !== undefined) weights[at + second * positions + p]! -= where[p]!;
    }
  }
  return floatTensor(weights, values.shape);
}

/** The class that counts positively, and for a contrast the one that counts negatively. */
function classesOf(target: Target, scores: () => ArrayLike<number>): readonly [number, number?] {
  if ('contrast' in target) return target.contrast;
  if ('class' in target) return [target.class];
  if ('top' in target) return [indexOfRank(scores(), target.top)];
  throw new XaiError('usage', 'A region applies to classes only.');
}

/**
 * Checks a region against the size of a spatial output.
 *
 * @throws XaiError `usage`
 */
export function checkRegion(region: Region, height: number, width: number): void {
  if (region === 'predicted') return;
  if ('point' in region) {
    const [x, y] = region.point;
    const inside = Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < width && y < height;
    if (!inside)
      throw new XaiError(
        'usage',
        `The pixel ${x},${y} lies outside the output, which is ${width} wide and ${height} high.`,
      );
    return;
  }
  const { shape } = region.mask;
  if (shape.length !== 2 || shape[0] !== height || shape[1] !== width) {
    throw new XaiError(
      'usage',
      `Expected a mask of the output's size, [${height}, ${width}], but its shape is [${shape.join(', ')}].`,
    );
  }
}

/** The class predicted at each position; -1 where a single channel is not above the threshold. */
function winningClass(scores: Scores['data'], classes: number, positions: number, threshold: number): Int32Array {
  const winners = new Int32Array(positions);
  for (let p = 0; p < positions; p++) {
    if (classes === 1) winners[p] = scores[p]! > threshold ? 0 : -1;
    else
      for (let k = 1; k < classes; k++)
        if (scores[k * positions + p]! > scores[winners[p]! * positions + p]!) winners[p] = k;
  }
  return winners;
}

function histogram(winners: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const winner of winners) if (winner >= 0) counts[winner]!++;
  return counts;
}

/** The region as weights on the positions. */
function regionOf(region: Region, width: number, winners: Int32Array, index: number): Float32Array {
  if (region === 'predicted') return Float32Array.from(winners, (winner) => (winner === index ? 1 : 0));
  if ('mask' in region) return region.mask.data;
  const [x, y] = region.point;
  const weights = new Float32Array(winners.length);
  weights[y * width + x] = 1;
  return weights;
}
