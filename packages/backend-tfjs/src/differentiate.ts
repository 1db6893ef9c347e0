import type { RuleSet, TopCotangent } from '@pellucid/core';
import {
  argMax,
  cast,
  clone,
  customGrad,
  equal,
  keep,
  range,
  reshape,
  scalar,
  slice,
  topk,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { computeSteps } from './compute.js';
import type { Values } from './compute.js';
import { withGradients } from './gradients/index.js';
import type { PlannedStep } from './plan.js';
import type { Recorded } from './tape.js';
import { gradientsOf, tapeLength, withoutTape } from './tape.js';

/** What is asked of the reverse pass: cotangents on tensors of the file, and where the gradient is wanted. */
export interface Differentiation {
  readonly cotangents: ReadonlyMap<string, Tensor | TopCotangent>;
  readonly wrt: readonly string[];
  readonly fetches: readonly string[];
  readonly rules: RuleSet;
  /** Whether a tensor holds floats: no gradient flows through any other. */
  readonly isFloat: (tensor: string) => boolean;
}

/**
 * Computes steps, and the gradient of sum(cotangent * tensor) at the tensors `wrt`. Only steps behind one of these are
 * recorded. Within a `tidy`.
 *
 * @param values what is fed; afterwards it holds `wrt` and `fetches` too
 * @returns gradients by name; zeros where no cotangent reaches
 */
export function differentiateSteps(
  steps: readonly PlannedStep[],
  values: Values,
  { cotangents, wrt, fetches, rules, isFloat }: Differentiation,
): Map<string, Tensor> {
  const { before, behind } = split(steps, wrt, (name) => isFloat(name) && !values.has(name));
  computeSteps(before, values);
  const roots = wrt.filter((name) => values.has(name));
  const kept: Tensor[] = [];
  const keepHere = <T extends Tensor>(tensor: T): T => {
    kept.push(keep(tensor));
    return tensor;
  };
  try {
    const inner = new Map<string, Tensor>();
    const recorded: Recorded[] = [];
    const watched = new Set(wrt);
    const wanted = [...fetches, ...wrt];
    const forward = (): Tensor => {
      computeSteps(behind, values, (name, tensor) => {
        recorded.push({ name, end: tapeLength() });
        if (!watched.has(name)) return tensor;
        return watch(tensor, values.get(roots[0]!)!, (cotangent) => inner.set(name, keepHere(clone(cotangent))));
      });
      for (const name of wanted) values.set(name, keepHere(clone(values.get(name)!)));
      return seed(values, cotangents);
    };
    const gradients = withGradients(rules, () =>
      gradientsOf(
        forward,
        roots.map((name) => values.get(name)!),
        recorded,
      ),
    );
    const found = new Map([...inner, ...roots.map((name, i) => [name, gradients[i]] as const)]);
    for (const name of wanted) values.set(name, clone(values.get(name)!));
    return new Map(wrt.map((name) => [name, clone(found.get(name) ?? zerosLike(values.get(name)!))]));
  } finally {
    for (const tensor of kept) tensor.dispose();
  }
}

/** Steps that depend on none of `wrt`, and the others, of which those that no gradient passes stay off the tape. */
function split(
  steps: readonly PlannedStep[],
  wrt: readonly string[],
  carries: (tensor: string) => boolean,
): { before: PlannedStep[]; behind: PlannedStep[] } {
  const dependent = new Set(wrt);
  const active = new Set(wrt);
  const before: PlannedStep[] = [];
  const behind: PlannedStep[] = [];
  for (const planned of steps) {
    const { step, inputs, outputs, compute } = planned;
    if (!inputs.some((name) => dependent.has(name))) {
      before.push(planned);
      continue;
    }
    for (const name of outputs) dependent.add(name);
    const passed = step.constant || !inputs.some((name) => active.has(name)) ? [] : outputs.filter(carries);
    for (const name of passed) active.add(name);
    behind.push(passed.length > 0 ? planned : { ...planned, compute: (values) => withoutTape(() => compute(values)) });
  }
  return { before, behind };
}

/**
 * The tensor itself, and its cotangent to `see` on the way back, which TensorFlow.js takes only where it leads to what it
 * differentiates by: hence `root`, as a tensor that was not recorded does not.
 */
function watch(tensor: Tensor, root: Tensor, see: (cotangent: Tensor) => void): Tensor {
  return customGrad((x: Tensor | GradSaveFunc) => ({
    value: clone(x as Tensor),
    gradFunc: (cotangent: Tensor) => {
      see(cotangent);
      return [cotangent, zerosLike(root)];
    },
  }))(tensor, root);
}

/** A number whose gradient at each tensor is that tensor's cotangent: where the reverse pass begins. */
function seed(values: Values, cotangents: Differentiation['cotangents']): Tensor {
  const entries = [...cotangents];
  const begin = customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args.at(-1) as GradSaveFunc;
    save(
      entries.map(([, cotangent], i) =>
        'top' in cotangent ? oneHotAtTop(args[i] as Tensor, cotangent.top) : cotangent,
      ),
    );
    return { value: scalar(0), gradFunc: (_: Tensor, saved: Tensor[]) => saved.map((tensor) => clone(tensor)) };
  });
  return begin(...entries.map(([name]) => values.get(name)!));
}

/** 1 at each row's k-th largest value (the first of equals for k = 1), 0 elsewhere. */
function oneHotAtTop(scores: Tensor, top: number): Tensor {
  const [size = 1] = scores.shape;
  const classes = scores.size / size;
  const rows = reshape(scores, [size, classes]);
  const index = top === 1 ? argMax(rows, 1) : reshape(slice(topk(rows, top).indices, [0, top - 1], [size, 1]), [size]);
  const hits = equal(reshape(cast(index, 'int32'), [size, 1]), range(0, classes, 1, 'int32'));
  return reshape(cast(hits, 'float32'), scores.shape);
}
