import type { Layer, LayerKind, Model, TensorSpec } from '../../src/model.js';

/** Name, kind, inputs, shape of one row, and what else there is to say: a layout other than the one by rank, say. */
export type SketchedLayer = readonly [
  name: string,
  kind: LayerKind,
  inputs: readonly string[],
  shape: readonly number[],
  more?: Partial<Layer>,
];

/** A network of which only the layers are known; the first is the input, the last the output. */
export function sketch(...layers: readonly SketchedLayer[]): Model {
  const specs = layers.map(([name, kind, inputs, shape, more]): Layer => ({
    name,
    kind,
    inputs,
    op: kind,
    dtype: 'float32',
    shape: [null, ...shape],
    layout: shape.length === 3 ? 'nchw' : null,
    ...more,
  }));
  const spec = ({ name, dtype, shape, layout }: Layer): TensorSpec => ({ name, dtype, shape, layout });
  return {
    inputs: specs.slice(0, 1).map(spec),
    outputs: specs.slice(-1).map(spec),
    layers: specs,
    runtime: { name: 'none', version: '0', engine: 'none', fallbacks: [] },
    metadata: {},
    notes: [],
    dispose: () => Promise.resolve(),
  };
}
