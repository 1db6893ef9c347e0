import { sizeOf, writeNpy } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';

/** The only row of a batch without the batch axis. */
export function withoutBatch({ data, shape }: FloatTensor): { data: Float32Array; shape: readonly number[] } {
  const sides = shape.slice(1);
  return { data: data.subarray(0, sizeOf(sides)), shape: sides };
}

/** Raw values of one picture as a .npy file, without the batch axis. */
export function encodeValues(values: FloatTensor): Uint8Array {
  const { data, shape } = withoutBatch(values);
  return writeNpy(data, shape);
}
