import { withoutBatch, writeNpy } from '@pellucid/core';
import type { ExplanationResult } from '../protocol.js';

/** The raw values of a result as a .npy file: [H,W] for maps, [C,H,W] for attributions of the input. */
export function npyOf({ attribution }: ExplanationResult): Uint8Array {
  const { data, shape } = withoutBatch(attribution.values);
  return writeNpy(data, shape);
}
