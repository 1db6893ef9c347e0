import { floatTensor } from '@pellucid/core';
import type { CanDifferentiate, CanRun, Tensors } from '@pellucid/core';
import { checkDirection } from '@pellucid/core/testing';
import { engine, mul, sum, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { GradientCase } from './gradient-case.js';

/** Runs work with some gradients installed. */
export type Within = <Result>(work: () => Result) => Result;

/** The gradient's error along a random direction, relative to its norm (`checkDirection`). Throws what the engine throws. */
export async function errorOf({ at, compute, step }: GradientCase, within: Within): Promise<number> {
  const model = operation(compute, within);
  const feeds = { x: floatTensor(at.data, at.shape, null) };
  const checks = [1, 2].map((seed) => checkDirection(model, { feeds, at: 'x', of: 'y', seed, ...(step && { step }) }));
  return (await Promise.all(checks)).reduce(
    (most, { error }) => Math.max(most, Number.isNaN(error) ? Infinity : error),
    0,
  );
}

/** The gradient of sum(cotangent * compute(x)), within a tidy. */
export function gradientOf(compute: GradientCase['compute'], x: Tensor, cotangent: Tensor, within: Within): Tensor {
  const { grads } = within(() => engine().gradients(() => sum(mul(compute(x), cotangent)), [x], undefined, true));
  return grads[0]!;
}

/** An operation as a network of one input x and one output y. */
function operation(compute: GradientCase['compute'], within: Within): CanRun & CanDifferentiate {
  const read = (make: (x: Tensor) => Tensor, { x }: Tensors) => {
    const result = tidy(() => make(toDevice(x!)));
    const host = floatTensor(Float32Array.from(result.dataSync()), result.shape, null);
    result.dispose();
    return host;
  };
  return {
    ruleSets: ['gradient'],
    run: async (feeds) => ({ x: feeds['x']!, y: read(compute, feeds) }),
    vjp: async (feeds, { y }) => ({
      gradients: { x: read((x) => gradientOf(compute, x, toDevice(y), within), feeds) },
      values: {},
    }),
  };
}

function toDevice(host: unknown): Tensor {
  const { data, shape } = host as { data: Float32Array; shape: number[] };
  return tensor(data, shape);
}
