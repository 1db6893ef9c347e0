import { XaiError } from '../errors.js';
import type { AbortSignalLike } from '../errors.js';
import type { RunnableModel, Tensors } from '../model.js';
import { findLogits } from '../network/logits.js';
import { squash } from '../network/squash.js';
import { scoreOutput } from '../objective.js';
import type { TopClasses } from '../recipe.js';
import { ranked } from '../target-weights.js';
import { asFloat } from '../tensor.js';
import type { FloatTensor } from '../tensor.js';

/**
 * The classes with the largest scores for one input: probabilities where the output is a vector of several classes, for
 * spatial outputs the share of positions where each class is the predicted one; a single number as it is.
 *
 * @param feeds one row of every input
 * @returns null for a network without scores of classes
 */
export async function topClasses(
  model: RunnableModel,
  feeds: Tensors,
  labels: readonly string[] | null,
  count: number,
  signal: AbortSignalLike,
): Promise<TopClasses | null> {
  const scores = scoreTensor(model);
  if (!scores) return null;
  const result = await model.run(feeds, [scores.tensor], { signal });
  const values = asFloat(result[scores.tensor], scores.tensor);
  const [, classes = 1] = values.shape;
  const positions = values.data.length / classes;
  const quantity = positions > 1 ? 'share' : classes > 1 || scores.squashed ? 'probability' : 'value';
  const found =
    positions > 1
      ? shares(values, classes, positions, scores.squashed ? 0.5 : 0)
      : probabilities(values, scores.squashed);
  const best = ranked(found).slice(0, count);
  return { quantity, classes: best.map((index) => ({ index, label: labels?.[index] ?? null, score: found[index]! })) };
}

function scoreTensor(model: RunnableModel): { tensor: string; squashed: boolean } | null {
  try {
    const { logits, probabilities } = findLogits(model, scoreOutput(model).name);
    return { tensor: probabilities ?? logits, squashed: probabilities !== null };
  } catch (error) {
    if (error instanceof XaiError && error.code === 'model-unsupported') return null;
    throw error;
  }
}

function probabilities(values: FloatTensor, squashed: boolean): Float32Array | Float64Array {
  const classes = values.shape[1] ?? 1;
  return squashed || classes === 1 ? values.data : squash({ ...values, shape: [1, classes] }, 'softmax').data;
}

/** The part of the positions that each class wins; a single class wins where it is above the threshold. */
function shares({ data }: FloatTensor, classes: number, positions: number, threshold: number): Float32Array {
  const wins = new Float32Array(classes);
  for (let p = 0; p < positions; p++) {
    let winner = 0;
    for (let k = 1; k < classes; k++) if (data[k * positions + p]! > data[winner * positions + p]!) winner = k;
    if (classes > 1 || data[p]! > threshold) wins[winner]! += 1 / positions;
  }
  return wins;
}
