import { withGradients } from '../../packages/backend-tfjs/src/gradients/index.js';
import { errorOf, gradientOf } from '../../packages/backend-tfjs/test/gradients/check-case.js';
import type { Within } from '../../packages/backend-tfjs/test/gradients/check-case.js';
import { gradientCases } from '../../packages/backend-tfjs/test/gradients/cases/index.js';
import { useEngine } from '../../packages/backend-tfjs/test/gradients/engines.js';
import type { EngineName } from '../../packages/backend-tfjs/test/gradients/engines.js';
import type { GradientCase } from '../../packages/backend-tfjs/test/gradients/gradient-case.js';
import { limitOf } from '../../packages/backend-tfjs/test/gradients/limits.js';
import { ones, profile, tensor, tidy } from '@tensorflow/tfjs';

/** What came of one case on one engine. */
export type Verdict =
  | { readonly kind: 'right' | 'wasteful' | 'missing' | 'no kernel' | 'fails' | 'refused' }
  | { readonly kind: 'wrong'; readonly error: number }
  | { readonly kind: 'not computed'; readonly why: string };

export interface Measured {
  readonly case: GradientCase;
  readonly stock: Verdict;
  readonly ours: Verdict;
}

/** The largest error of a right gradient, as in the tests. */
const tolerance = 2e-3;

/** Every case on one engine: TensorFlow.js's own gradient, and ours. */
export async function measure(engine: EngineName): Promise<Measured[]> {
  await useEngine(engine);
  const results: Measured[] = [];
  for (const each of gradientCases) {
    const limit = limitOf(each, engine);
    const skipped: Verdict | null = limit && { kind: 'not computed', why: limit.why };
    results.push({
      case: each,
      stock: skipped ?? (await verdictOn(each, (work) => work())),
      ours: skipped ?? (await verdictOn(each, (work) => withGradients('gradient', work))),
    });
  }
  return results;
}

async function verdictOn(each: GradientCase, within: Within): Promise<Verdict> {
  try {
    const error = await errorOf(each, within);
    if (!(error < tolerance)) return { kind: 'wrong', error };
    return { kind: (await isWasteful(each, within)) ? 'wasteful' : 'right' };
  } catch (cause) {
    const { message } = cause as Error;
    if (message.includes('gradient function not found')) return { kind: 'missing' };
    if (message.includes('not registered for backend')) return { kind: 'no kernel' };
    if (message.includes('dilation rates greater than 1')) return { kind: 'refused' };
    return { kind: 'fails' };
  }
}

/** Whether the gradient of a filter is computed where only that of the input is wanted. */
async function isWasteful({ title, at, compute }: GradientCase, within: Within): Promise<boolean> {
  if (title.includes('filter')) return false;
  const { kernelNames } = await profile(() => {
    tidy(() => {
      const x = tensor(at.data, [...at.shape]);
      gradientOf(compute, x, ones(compute(x).shape), within);
    });
  });
  return kernelNames.some((name) => name.includes('BackpropFilter'));
}
