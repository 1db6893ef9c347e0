import type { Builder } from '../onnx/build.js';
import type { Ops } from '../onnx/ops.js';

/** What rules emit with: the operators by name, and constants. */
export type OpBuilder = Ops &
  Pick<Builder, 'ints' | 'floats'> & {
    /** A float32 constant of rank 0. */
    scalar(value: number): string;
  };

export function createOpBuilder({ op, ints, floats }: Builder): OpBuilder {
  return { ...op, ints, floats, scalar: (value) => floats([value], []) };
}
