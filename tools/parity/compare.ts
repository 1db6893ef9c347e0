import { XaiError, asFloat, explainedInput, findLogits, relativeL2, scoreOutput } from '@pellucid/core';
import type { Attribution, DifferentiableModel, FloatTensor, MethodDescriptor, MethodOptions } from '@pellucid/core';
import { moved, times } from './inputs.js';
import type { KinkVerdict } from '@pellucid/core/testing';
import { judgeByKinks, nudges } from '@pellucid/core/testing';

/** What a method says of the reference network and one input. */
export interface Reference {
  readonly model: DifferentiableModel;
  readonly method: MethodDescriptor;
  readonly input: FloatTensor;
  readonly options: MethodOptions;
  /** The attribution, or why the network is refused. */
  readonly given: Attribution | XaiError;
  /** The k of the kink rule: the largest relative change of the values when the input is nudged. */
  readonly k: number;
}

/** Another network of the same weights beside the reference. */
export interface Agreement {
  /** Relative L2 error of the values; infinite where something else is explained. */
  readonly error: number;
  readonly k: number;
  readonly verdict: KinkVerdict;
  /** What else is explained (class, score, shape), or why one of the two is refused; empty where both explain the same. */
  readonly reason: string;
  /** Where it is wrong: its error against the reference at the nearest of some inputs that are moved by a few roundings. */
  readonly moved: number | null;
}

/** What is compared of an explanation. */
export type Compared = Pick<Attribution, 'form' | 'targets' | 'values'>;

/** Largest absolute difference of two networks' logits, and of a target's scores. */
export const logitTolerance = 1e-4;

/** Runs a method on the reference network, and on nudged inputs to learn how well the result can be known. */
export async function referenceOf(
  model: DifferentiableModel,
  input: FloatTensor,
  method: MethodDescriptor,
  options: MethodOptions,
): Promise<Reference> {
  const given = await explain(model, input, method, options);
  let k = 0;
  for (const factor of given instanceof XaiError ? [] : nudges) {
    const nudged = await explain(model, times(input, factor), method, options);
    k = Math.max(k, distance(nudged, given).error);
  }
  return { model, method, input, options, given, k };
}

/** Runs the method of a reference on another network. Where no gradient is needed, 1e-4 is allowed whatever k. */
export async function compareWith(reference: Reference, model: DifferentiableModel): Promise<Agreement> {
  const { method, input, options, given, k } = reference;
  const found = await explain(model, input, method, options);
  const { error, reason } = distance(found, given);
  const verdict = judgeByKinks(error, method.needs.includes('gradient') ? k : 0);
  return { error, reason, k, verdict, moved: verdict === 'wrong' ? await errorMoved(reference, found) : null };
}

/**
 * The nudges are few, and a kink may lie between them. A gradient that is right on the other side of one is that of the
 * reference at an input nearby; one that is wrong is that of no input.
 */
async function errorMoved(
  { model, method, input, options }: Reference,
  found: Attribution | XaiError,
): Promise<number> {
  let least = Infinity;
  for (const size of [1e-7, 3e-7, 1e-6, 3e-6]) {
    for (let seed = 0; seed < 8; seed++) {
      const nearby = await explain(model, moved(input, size, seed), method, options);
      least = Math.min(least, distance(found, nearby).error);
    }
  }
  return least;
}

/** The scores of one input before any softmax. */
export async function logitsOf(model: DifferentiableModel, input: FloatTensor): Promise<Float32Array> {
  const { logits } = findLogits(model, scoreOutput(model).name);
  const values = await model.run({ [explainedInput(model).name]: input }, [logits]);
  return asFloat(values[logits], logits).data;
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

async function explain(
  model: DifferentiableModel,
  input: FloatTensor,
  method: MethodDescriptor,
  options: MethodOptions,
): Promise<Attribution | XaiError> {
  try {
    const [attribution] = await method.run(model, input, options);
    return attribution!;
  } catch (cause) {
    if (cause instanceof XaiError) return cause;
    throw cause;
  }
}

/** How far an explanation is from that of the reference; infinite where something else is explained, and then why. */
export function distance(found: Compared | XaiError, given: Compared | XaiError): Pick<Agreement, 'error' | 'reason'> {
  if (found instanceof XaiError || given instanceof XaiError) {
    const codes = [found, given].map((outcome) => (outcome instanceof XaiError ? outcome.code : null));
    const reason = [found, given].flatMap((outcome) => (outcome instanceof XaiError ? [outcome.message] : []))[0]!;
    return { error: codes[0] === codes[1] ? 0 : Infinity, reason };
  }
  const reason = differenceOf(found, given);
  return { error: reason === '' ? relativeL2(found.values.data, given.values.data) : Infinity, reason };
}

/** Layers bear other names in another format: their size must do. */
function differenceOf(found: Compared, given: Compared): string {
  const facts = ({ form, values, targets: [target] }: Compared): string =>
    `${form} [${values.shape.join(', ')}]${target ? ` of ${target.quantity} ${target.index}` : ''}`;
  if (facts(found) !== facts(given)) return `${facts(found)} instead of ${facts(given)}`;
  const [score = 0, wanted = 0] = [found, given].map(({ targets }) => targets[0]?.score);
  return Math.abs(score - wanted) <= logitTolerance ? '' : `score ${score} instead of ${wanted}`;
}
