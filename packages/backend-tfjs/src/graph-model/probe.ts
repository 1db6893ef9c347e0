import { cast, sin, range, reshape, tidy } from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { Step, StoredTensor } from '../program.js';

/** An input of a graph: its type, and all sides but the first, the batch. `null` where it has no sides at all. */
export interface GraphInput {
  readonly name: string;
  readonly dtype: DataType;
  readonly sides: readonly number[] | null;
}

/** What came out for a number of rows: type and shape of every tensor, and the first row of those to be compared. */
export interface Probed {
  readonly tensors: ReadonlyMap<string, { readonly dtype: DataType; readonly shape: readonly number[] }>;
  readonly firstRows: readonly Float32Array[];
}

/**
 * Runs the synchronous steps of a network once.
 *
 * @param compared tensors whose first row is wanted
 * @throws what TensorFlow.js throws, where the network does not take as many rows
 */
export function probe(
  steps: readonly Step[],
  inputs: readonly GraphInput[],
  rows: number,
  compared: readonly string[],
): Probed {
  const tensors = new Map<string, { dtype: DataType; shape: number[] }>();
  const firstRows = new Map<string, Float32Array>();
  tidy(() => {
    const values = new Map<string, Tensor>(inputs.map((input) => [input.name, wave(input, rows)]));
    for (const [name, { dtype, shape }] of values) tensors.set(name, { dtype, shape });
    const last = new Map(steps.flatMap((step) => step.inputs.map((name) => [name, step] as const)));
    for (const step of steps) {
      const results = tidy(() => step.compute(step.inputs.map((name) => values.get(name)!)));
      step.outputs.forEach((name, i) => {
        const { dtype, shape } = results[i]!;
        tensors.set(name, { dtype, shape });
        values.set(name, results[i]!);
        if (compared.includes(name) && dtype === 'float32') {
          firstRows.set(name, (results[i]!.dataSync() as Float32Array).slice(0, results[i]!.size / rows));
        }
      });
      for (const name of step.inputs) if (last.get(name) === step) values.get(name)?.dispose();
    }
  });
  return { tensors, firstRows: compared.flatMap((name) => firstRows.get(name) ?? []) };
}

/** Rows that differ, between -1 and 1; the first is the same for any number of them. */
export function wave({ dtype, sides }: GraphInput, rows: number): Tensor {
  const shape = sides ? [rows, ...sides] : [];
  const size = shape.reduce((product, side) => product * side, 1);
  const values = reshape(sin(range(0, size)), shape);
  return dtype === 'float32' ? values : cast(values, dtype);
}

/**
 * Types and shapes of the tensors of a network that takes any number of rows: sides that differ between one row and two
 * are free. Null if the rows are not independent.
 */
export function freeTensors(one: Probed, two: Probed): Map<string, StoredTensor> | null {
  const isSame = one.firstRows.every((row, i) => {
    const other = two.firstRows[i]!;
    const scale = row.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    return row.length === other.length && row.every((value, j) => Math.abs(value - other[j]!) <= 1e-3 * scale);
  });
  if (!isSame) return null;
  return new Map(
    [...one.tensors].map(([name, { dtype, shape }]) => {
      const other = two.tensors.get(name)!.shape;
      return [name, { dtype, shape: shape.map((side, axis) => (side === other[axis] ? side : null)) }];
    }),
  );
}
