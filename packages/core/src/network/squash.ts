import type { FloatTensor } from '../tensor.js';
import { sizeOf } from '../tensor.js';

/** What makes probabilities of scores; `null` for nothing. */
export type Squashing = 'softmax' | 'sigmoid' | null;

/** Scores [N, K, ...]: logits as the runtime gives them, or probabilities in double precision. */
export interface Scores {
  readonly data: Float32Array | Float64Array;
  readonly shape: readonly number[];
}

/**
 * Probabilities [N, K, ...] of logits: softmax over the classes, or a sigmoid of each. In double precision: near 1, where
 * float32 has steps of 6e-8, the differences that occlusion is made of would be lost.
 */
export function squash(values: FloatTensor, squashing: Squashing): Scores {
  if (!squashing) return values;
  const x = values.data;
  if (squashing === 'sigmoid')
    return { shape: values.shape, data: Float64Array.from(x, (score) => 1 / (1 + Math.exp(-score))) };
  const out = new Float64Array(x.length);
  eachDistribution(values, (start, end, step) => {
    let largest = -Infinity;
    for (let i = start; i < end; i += step) largest = Math.max(largest, x[i]!);
    let total = 0;
    for (let i = start; i < end; i += step) total += Math.exp(x[i]! - largest);
    for (let i = start; i < end; i += step) out[i] = Math.exp(x[i]! - largest) / total;
  });
  return { shape: values.shape, data: out };
}

/** Cotangent of the logits from weights w on their probabilities p: p (w - sum(w p)), or w p (1 - p) for a sigmoid. */
export function unsquash(probabilities: Scores, weights: FloatTensor, squashing: Squashing): FloatTensor {
  if (!squashing) return weights;
  const p = probabilities.data;
  const w = weights.data;
  if (squashing === 'sigmoid') return { ...weights, data: w.map((weight, i) => weight * p[i]! * (1 - p[i]!)) };
  const out = new Float32Array(w.length);
  eachDistribution(probabilities, (start, end, step) => {
    let mean = 0;
    for (let i = start; i < end; i += step) mean += w[i]! * p[i]!;
    for (let i = start; i < end; i += step) out[i] = p[i]! * (w[i]! - mean);
  });
  return { ...weights, data: out };
}

/** Visits the classes at every row and position of [N, K, ...] as a strided range of flat indices. */
function eachDistribution({ shape }: Scores, visit: (start: number, end: number, step: number) => void): void {
  const [rows = 0, classes = 0, ...sides] = shape;
  const positions = sizeOf(sides);
  for (let row = 0; row < rows; row++) {
    for (let p = 0; p < positions; p++) {
      const start = row * classes * positions + p;
      visit(start, start + classes * positions, positions);
    }
  }
}
