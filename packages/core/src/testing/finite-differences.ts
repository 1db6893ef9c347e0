import type { CanDifferentiate, CanRun, Tensors } from '../model.js';
import type { FloatTensor } from '../tensor.js';
import { asFloat } from '../tensor.js';
import { normalTensor } from './normal-tensor.js';

export interface DirectionalCheckOptions {
  readonly feeds: Tensors;
  /** Tensor at which the gradient is checked: fed, or computed from what is fed. */
  readonly at: string;
  /** Tensor that is differentiated. */
  readonly of: string;
  /** Weights on `of` that make a number of it. Default: normal random numbers. */
  readonly cotangent?: FloatTensor;
  /** Default 0. */
  readonly seed?: number;
  /** Half the distance of the two points, in units of the tensor. Default 0.01. */
  readonly step?: number;
}

export interface DirectionalCheck {
  /** The vjp along the direction. */
  readonly analytic: number;
  /** The central difference. */
  readonly numeric: number;
  /** |analytic - numeric| relative to the gradient's norm, which is the spread of `analytic` over directions. */
  readonly error: number;
}

/**
 * Compares a model's gradient with a central difference along one random direction (normal in every coordinate):
 * (f(t + h d) - f(t - h d)) / 2h, with f = sum(cotangent * of) and t the tensor `at`, which is fed in its moved form.
 *
 * The difference itself is off by about h^2 for a curved f, by 1e-7 |f| / h for float32 outputs, and where a kink (of a
 * ReLU, of a maximum) lies between the two points.
 */
export async function checkDirection(
  model: CanRun & CanDifferentiate,
  options: DirectionalCheckOptions,
): Promise<DirectionalCheck> {
  const { feeds, at, of, seed = 0, step = 0.01 } = options;
  const here = await model.run(feeds, [at, of]);
  const cotangent = options.cotangent ?? normalTensor(asFloat(here[of], of).shape, seed);
  const point = asFloat(here[at], at);
  const direction = normalTensor(point.shape, seed, 1);
  const { gradients } = await model.vjp(feeds, { [of]: cotangent }, [at]);
  const gradient = asFloat(gradients[at], at);
  const analytic = dot(gradient, direction);
  const valueAt = async (distance: number): Promise<number> => {
    const moved = { ...point, data: point.data.map((value, i) => value + distance * direction.data[i]!) };
    return dot(asFloat((await model.run({ ...feeds, [at]: moved }, [of]))[of], of), cotangent);
  };
  const numeric = ((await valueAt(step)) - (await valueAt(-step))) / (2 * step);
  const scale = Math.max(Math.sqrt(dot(gradient, gradient)), Math.abs(numeric));
  return { analytic, numeric, error: scale === 0 ? 0 : Math.abs(analytic - numeric) / scale };
}

function dot(a: FloatTensor, b: FloatTensor): number {
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
}
