import { withoutBatch, writeNpy } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';

/** Raw values of one picture as a .npy file, without the batch axis. */
export function encodeValues(values: FloatTensor): Uint8Array {
  const { data, shape } = withoutBatch(values);
  return writeNpy(data, shape);
}
