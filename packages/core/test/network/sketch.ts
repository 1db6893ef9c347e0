import type { Layer, LayerKind, Model, TensorSpec } from '../../src/model.js';

/** Name, kind, inputs, and shape of one row. */
export type SketchedLayer = readonly [
  name: string,
  kind: LayerKind,
  inputs: readonly string[],
  shape: readonly number[],
];

/** A network of which only the layers are known; the first is the input, the last the output. */
export function sketch(...layers: readonly SketchedLayer[]): Model {
  const specs = layers.map(([name, kind, inputs, shape]): Layer => ({
    name,
    kind,
    inputs,
    op: kind,
    dtype: 'float32',
    shape: [null, ...shape],
    layout: shape.length === 3 ? 'nchw' : null,
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
