import { allowedByKinks, judgeByKinks } from '@pellucid/core/testing';
import { explain } from './explain.js';
import { readFloats, relativeError, targetOf } from './references.js';
import type { Kinks, ZooNet } from './zoo.js';

/** Our gradient beside the reference. */
export interface GradientCheck {
  /** Relative L2 error at the net's own input; null where there is no gradient. */
  readonly own: number | null;
  /** At the input where the reference is known best, which may be the same. */
  readonly error: number | null;
  readonly k: number;
  /** By the kink rule: max(1e-4, 3 k). */
  readonly allowed: number;
  readonly verdict: 'right' | 'wrong' | 'within the rule, but k is too large to be evidence' | 'none';
  /** In the words of the command line. */
  readonly failure: string | null;
}

const words = {
  right: 'right',
  wrong: 'wrong',
  unknown: 'within the rule, but k is too large to be evidence',
} as const;

/** Compares `xai explain --method saliency` with PyTorch's float64 gradient. */
export async function checkGradient(
  folder: string,
  net: ZooNet,
  { k, factor, gradient }: Kinks,
  step: number,
): Promise<GradientCheck> {
  const allowed = allowedByKinks(k);
  const target = await targetOf(folder, net);
  const given = await explain(folder, net, 'saliency', { options: target.top ? [] : target.options });
  if (given.failure !== null) return { own: null, error: null, k, allowed, verdict: 'none', failure: given.failure };
  const own = relativeError(given.values, (await readFloats(folder, net.grad64)).data);
  let error = own;
  if (gradient) {
    const best = await explain(folder, net, 'saliency', { factor, options: target.options });
    if (best.failure !== null) return { own, error: null, k, allowed, verdict: 'none', failure: best.failure };
    error = relativeError(
      best.values.filter((_, i) => i % step === 0),
      gradient,
    );
  }
  return { own, error, k, allowed, verdict: words[judgeByKinks(error, k)], failure: null };
}
