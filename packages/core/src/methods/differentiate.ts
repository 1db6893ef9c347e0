import type { CanDifferentiate, CanRun, Tensors, VjpOptions } from '../model.js';
import type { Aim, Objective } from '../objective.js';
import type { FloatTensor, Tensor } from '../tensor.js';
import { asFloat } from '../tensor.js';

/** A batch on its way through a network, which several objectives share. */
export interface Batch {
  readonly feeds: Tensors;
  /** Number of rows. */
  readonly size: number;
  /** Values that objectives were aimed at before, by tensor; `differentiate` looks here and adds. */
  readonly known: Map<string, FloatTensor>;
}

/** Gradients of an objective, forward values from the same call, and how its target came out. */
export interface Derivative {
  readonly gradients: Readonly<Record<string, Tensor>>;
  readonly values: Readonly<Record<string, Tensor>>;
  readonly aim: Aim;
}

/**
 * The gradient of an objective at the tensors `wrt`, in one call of the backend. Only an objective whose cotangent depends
 * on the values (a predicted region, a softmax made on the host) costs a forward before it, and that once per batch.
 */
export async function differentiate(
  model: CanRun & CanDifferentiate,
  { feeds, size, known }: Batch,
  objective: Objective,
  wrt: readonly string[],
  { fetches = [], ...options }: VjpOptions = {},
): Promise<Derivative> {
  const { tensor } = objective;
  const blind = objective.blind(size);
  if (blind) {
    const result = await model.vjp(feeds, { [tensor]: blind }, wrt, {
      ...options,
      fetches: [...new Set([...fetches, tensor])],
    });
    const values = asFloat(result.values[tensor], tensor);
    known.set(tensor, values);
    return { ...result, aim: objective.aim(values) };
  }
  const values = known.get(tensor) ?? asFloat((await model.run(feeds, [tensor], options))[tensor], tensor);
  known.set(tensor, values);
  const aim = objective.aim(values);
  return { ...(await model.vjp(feeds, { [tensor]: aim.cotangent }, wrt, { ...options, fetches })), aim };
}

/**
 * The gradient at `wrt` of what row `row` was aimed at, for changed copies of the row: one call of the backend for an
 * objective that is linear in its tensor, else a forward before it.
 */
export async function differentiateCopies(
  model: CanRun & CanDifferentiate,
  feeds: Tensors,
  aim: Aim,
  row: number,
  wrt: readonly string[],
  options: Omit<VjpOptions, 'fetches'> = {},
): Promise<Readonly<Record<string, Tensor>>> {
  const { tensor } = aim.resolved[row]!;
  const forward = async (): Promise<FloatTensor> =>
    asFloat((await model.run(feeds, [tensor], options))[tensor], tensor);
  const cotangent = aim.blind(row, Object.values(feeds)[0]!.shape[0]!) ?? aim.cotangents(await forward(), row);
  return (await model.vjp(feeds, { [tensor]: cotangent }, wrt, options)).gradients;
}
