import { createRandom, floatTensor, sizeOf } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ConstantTensor, Graph } from '../../src/onnx/graph.js';
import { floatsOf } from '../../src/onnx/constant.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { dot, norm } from './compare.js';
import { floatsIn, quarters, tensorOf } from './floats.js';
import { withModel } from './with-model.js';

/** A function to be differenced: a graph, where, and how. */
export interface DifferenceProblem {
  readonly graph: Graph;
  /** Values of all inputs of the graph. */
  readonly at: Readonly<Record<string, FloatTensor>>;
  /**
   * How far to go each way along a direction whose elements lie between -1 and 1. Central differences of a polynomial of
   * degree 2 are exact for any step, and so are those of a piecewise linear function if no kink is crossed: such
   * functions are differenced in float32, with a large step so that rounding does not count.
   */
  readonly step: number;
  /** Evaluates the graph in float64, for functions that need a small step. */
  readonly double?: boolean;
  readonly seed: number;
}

/**
 * Compares the gradient with a central difference along a random direction of all inputs, for random cotangents at all
 * outputs.
 *
 * @returns their difference, relative to the norm of the gradient (or a tenth of that of the cotangents, if that is
 *   larger) times that of the direction
 */
export async function differenceError({ graph, at, step, double = false, seed }: DifferenceProblem): Promise<number> {
  const draw = quarters(createRandom(seed));
  const names = Object.keys(at);
  const fetches = graph.outputs.map(({ name }) => name);
  const direction = mapValues(at, ({ shape }) => tensorOf(shape, () => draw() / 2));
  const moved = (sign: number): Record<string, Float64Array> =>
    mapValues(at, ({ data }, name) => Float64Array.from(data, (x, i) => x + sign * step * direction[name]!.data[i]!));
  return withModel(graph, async (model) => {
    const forward = double
      ? (values: Record<string, Float64Array>) => runDouble(graph, at, values)
      : (values: Record<string, Float64Array>) =>
          model.run(
            mapValues(values, (data, name) => floatTensor(Float32Array.from(data), at[name]!.shape)),
            fetches,
          );
    const after = await forward(moved(1));
    const before = await forward(moved(-1));
    const cotangents = Object.fromEntries(fetches.map((name) => [name, tensorOf(after[name]!.shape, draw)]));
    const { gradients } = await model.vjp(at, cotangents, names);
    const difference = fetches.reduce((sum, name) => {
      const change = Float64Array.from(after[name]!.data as Float64Array, (y, i) => y - Number(before[name]!.data[i]));
      return sum + dot(change, cotangents[name]!.data) / (2 * step);
    }, 0);
    const slope = names.reduce((sum, name) => sum + dot(floatsIn(gradients[name]), direction[name]!.data), 0);
    // Where cotangents cancel (Softmax of equal ones), their own rounding is what is left of them.
    const gradient = Math.max(
      normOfAll(names.map((name) => floatsIn(gradients[name]))),
      normOfAll(Object.values(cotangents).map(({ data }) => data)) / 10,
    );
    return Math.abs(difference - slope) / (gradient * normOfAll(Object.values(direction).map(({ data }) => data)));
  });
}

function normOfAll(parts: readonly ArrayLike<number>[]): number {
  return norm(parts.map(norm));
}

interface Double {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** All outputs of the graph, in float64. */
async function runDouble(
  graph: Graph,
  at: Readonly<Record<string, FloatTensor>>,
  values: Record<string, Float64Array>,
): Promise<Record<string, Double>> {
  const session = await InferenceSession.create(writeOnnx(toDouble(graph)), { intraOpNumThreads: 1 });
  try {
    const results = await session.run(mapValues(values, (data, name) => new Tensor('float64', data, at[name]!.shape)));
    return mapValues({ ...results }, ({ data, dims }) => ({ data: data as Float64Array, shape: dims }));
  } finally {
    await session.release();
  }
}

/** The same graph on float64 values. */
function toDouble(graph: Graph): Graph {
  const constants = [...graph.constants.values()].map((constant) => [constant.name, doubleConstant(constant)] as const);
  const double = { dtype: 'float64' } as const;
  return {
    ...graph,
    constants: new Map(constants),
    inputs: graph.inputs.map((input) => ({ ...input, ...double })),
    outputs: graph.outputs.map((output) => ({ ...output, ...double })),
  };
}

function doubleConstant(constant: ConstantTensor): ConstantTensor {
  if (constant.dtype !== 'float32') return constant;
  const bytes = new Uint8Array(Float64Array.from(floatsOf(constant)).buffer);
  return { ...constant, dtype: 'float64', bytes: sizeOf(constant.shape) > 0 ? bytes : constant.bytes };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
