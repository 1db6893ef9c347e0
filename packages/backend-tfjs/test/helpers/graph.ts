import type { TfjsArtifacts } from '../../src/index.js';

/** A constant of a graph: float32, or int32 for axes and the like. */
export interface Constant {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'float32' | 'int32';
}

/** A node of a graph. Texts of attributes are given as they are. */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

export const text = (value: string): unknown => ({ s: base64(value) });
export const texts = (...values: string[]): unknown => ({ list: { s: values.map(base64) } });
export const ints = (...values: number[]): unknown => ({ list: { i: values.map(String) } });
export const float = { type: 'DT_FLOAT' };

export function placeholder(name: string, shape: readonly number[], type = 'DT_FLOAT'): Node {
  const dim = shape.map((size) => ({ size: String(size) }));
  return { name, op: 'Placeholder', attr: { dtype: { type }, shape: { shape: { dim } } } };
}

/** The files of a GraphModel, in memory. */
export function graphArtifacts(
  constants: Readonly<Record<string, Constant>>,
  nodes: readonly Node[],
  rest: Readonly<Record<string, unknown>> = {},
): TfjsArtifacts {
  const entries = Object.entries(constants);
  const all = [
    ...entries.map(([name, { dtype }]) => ({
      name,
      op: 'Const',
      attr: { dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' } },
    })),
    ...nodes,
  ];
  const weights = entries.map(([name, { shape, dtype = 'float32' }]) => ({ name, shape, dtype }));
  const bytes = entries.flatMap(([, { values, dtype }]) => {
    const array = dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
    return [...new Uint8Array(array.buffer)];
  });
  return {
    model: {
      format: 'graph-model',
      modelTopology: { node: all, versions: { producer: 1, minConsumer: 0 } },
      weightsManifest: [{ paths: ['weights.bin'], weights }],
      ...rest,
    },
    weights: Uint8Array.from(bytes),
  };
}
