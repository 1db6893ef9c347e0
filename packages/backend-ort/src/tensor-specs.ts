import { channelsFirst } from '@pellucid/core';
import type { Layout, TensorSpec } from '@pellucid/core';
import { toCoreDType } from './dtypes.js';
import type { KnownTensors } from './probe.js';
import type { Stored } from './runtime/host-tensors.js';

/** The tensors of a network, as the file stores them and as core sees them. */
export interface TensorSpecs {
  /** Type and shape as core sees them. */
  spec(tensor: string): TensorSpec;
  stored(tensor: string): Stored;
}

export function createTensorSpecs(known: KnownTensors, layouts: ReadonlyMap<string, Layout>): TensorSpecs {
  const layoutOf = (name: string): Layout | null => layouts.get(name) ?? null;
  return {
    spec: (name) => ({
      name,
      dtype: toCoreDType(known.dtypeOf(name)),
      shape: channelsFirst(known.shapeOf(name), layoutOf(name)),
      layout: layoutOf(name),
    }),
    stored: (name) => ({ dtype: known.dtypeOf(name), layout: layoutOf(name) }),
  };
}
