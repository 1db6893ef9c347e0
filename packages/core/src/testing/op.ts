import type { LayerKind } from '../model.js';
import { sizeOf } from '../tensor.js';

/** One row of a tensor, the batch axis left out. */
export interface Value {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** An operation on one row, with its exact derivative. */
export interface Op {
  /** The name for people: `Layer.op`. */
  readonly name: string;
  readonly kind: LayerKind;
  readonly pointwise?: boolean;
  /** For a transposition, axes of a row: axis i of the result is axis `permutation[i]` of the input. */
  readonly permutation?: readonly number[];
  /** Acts as a ReLU: rule sets change how cotangents pass it. */
  readonly rectifies?: boolean;
  forward(inputs: readonly Value[]): Value;
  /** The gradient at each input, given that at the output. */
  vjp(cotangent: Float64Array, inputs: readonly Value[], output: Value): Float64Array[];
  /** How far the inputs may move before the derivative jumps. Missing where it never does. */
  kinkDistance?(inputs: readonly Value[]): number;
}

/** A named tensor and the operation that makes it. */
export interface GraphNode {
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly string[];
}

/** A linear operation: `visit` is called with every (to, from, weight) of output[to] += weight * input[from]. */
interface Linear extends Pick<Op, 'name' | 'kind' | 'pointwise' | 'permutation'> {
  shapeOf(input: readonly number[]): number[];
  eachTap(input: readonly number[], visit: (to: number, from: number, weight: number) => void): void;
  bias?(to: number, output: readonly number[]): number;
}

export function linear({ shapeOf, eachTap, bias, ...about }: Linear): Op {
  return {
    ...about,
    forward([input]) {
      const shape = shapeOf(input!.shape);
      const sums = Float64Array.from({ length: sizeOf(shape) }, (_, to) => bias?.(to, shape) ?? 0);
      eachTap(input!.shape, (to, from, weight) => (sums[to]! += weight * input!.data[from]!));
      return { data: Float32Array.from(sums), shape };
    },
    vjp(cotangent, [input]) {
      const gradient = new Float64Array(input!.data.length);
      eachTap(input!.shape, (to, from, weight) => (gradient[from]! += weight * cotangent[to]!));
      return [gradient];
    },
  };
}

/** A function of each value alone; `derivative` is given its argument, and jumps at the `kinks`. */
export function elementwise(
  about: Pick<Op, 'name' | 'kind' | 'rectifies'>,
  value: (x: number) => number,
  derivative: (x: number) => number,
  kinks: readonly number[] = [],
): Op {
  return {
    ...about,
    forward: ([input]) => ({ ...input!, data: input!.data.map(value) }),
    vjp: (cotangent, [input]) => [cotangent.map((g, i) => g * derivative(input!.data[i]!))],
    kinkDistance: ([input]) =>
      input!.data.reduce((least, x) => Math.min(least, ...kinks.map((kink) => Math.abs(x - kink))), Infinity),
  };
}
