import { XaiError, asFloat, findLogits, likenessOf, scoreOutput } from '@pellucid/core';
import type { AbortSignalLike, FloatTensor, Likeness, RunnableModel, Tensors, TopClasses } from '@pellucid/core';

/** How alike what two networks say of one input is. */
export interface OutputComparison {
  /** Whether both have the same class first; null for networks without classes. */
  readonly sameClass: boolean | null;
  /** Of the logits; null where the two have none, or not equally many. */
  readonly logits: Likeness | null;
}

/** The logits of a network for one input; null for a network without scores of classes. */
export async function logitsOf(
  model: RunnableModel,
  feeds: Tensors,
  signal: AbortSignalLike,
): Promise<FloatTensor | null> {
  const name = logitsName(model);
  if (name === null) return null;
  return asFloat((await model.run(feeds, [name], { signal }))[name], name);
}

function logitsName(model: RunnableModel): string | null {
  try {
    return findLogits(model, scoreOutput(model).name).logits;
  } catch (error) {
    if (error instanceof XaiError && error.code === 'model-unsupported') return null;
    throw error;
  }
}

export function compareOutputs(
  logits: readonly [FloatTensor | null, FloatTensor | null],
  top: readonly [TopClasses | null, TopClasses | null],
): OutputComparison {
  const [a, b] = logits;
  const [first, second] = top.map((found) => (found?.quantity === 'value' ? undefined : found?.classes[0]?.index));
  return {
    sameClass: first === undefined || second === undefined ? null : first === second,
    logits: a && a.data.length === b?.data.length ? likenessOf(a.data, b.data) : null,
  };
}
