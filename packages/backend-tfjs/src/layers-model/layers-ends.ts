import { asJson } from '../artifacts.js';

type Json = Readonly<Record<string, unknown>>;

/** An input of a Keras model as its configuration tells. */
interface KerasInput {
  readonly name: string;
  readonly dtype: string;
  /** `null` for sides that are free; null where none is said. */
  readonly shape: readonly (number | null)[] | null;
}

/** Where a Keras model begins and ends. */
export interface KerasEnds {
  readonly inputs: readonly KerasInput[];
  readonly outputs: readonly string[];
}

/** The ends of a Keras model by its topology; those of a nested model that a Sequential begins with are its own. */
export function kerasEnds(topology: Json): KerasEnds {
  return endsOf(asJson(topology['model_config']) ?? topology);
}

function endsOf({ config: said }: Json): KerasEnds {
  const config = asJson(said) ?? {};
  const layers = listOf(Array.isArray(said) ? said : config['layers']).map((layer) => asJson(layer) ?? {});
  const find = (name: string): Json => layers.find((layer) => nameOf(layer) === name) ?? {};
  if (config['input_layers'] === undefined) {
    const [first, last] = [layers[0] ?? {}, layers.at(-1) ?? {}];
    const { batch_input_shape: shape, layers: nested } = asJson(first['config']) ?? {};
    const name = first['class_name'] === 'InputLayer' ? nameOf(first) : `${nameOf(first)}_input`;
    const isNested = shape === undefined && nested !== undefined;
    return { inputs: isNested ? endsOf(first).inputs : [inputOf(name, first)], outputs: [nameOf(last)] };
  }
  return {
    inputs: namesIn(config['input_layers']).map((name) => inputOf(name, find(name))),
    outputs: namesIn(config['output_layers']),
  };
}

function inputOf(name: string, layer: Json): KerasInput {
  const { dtype, batch_input_shape: shape } = asJson(layer['config']) ?? {};
  return {
    name,
    dtype: typeof dtype === 'string' ? dtype : 'float32',
    shape: Array.isArray(shape) ? shape.map((side) => (Number(side) > 0 ? Number(side) : null)) : null,
  };
}

/** `[["a", 0, 0], ["b", 0, 0]]`, or for a single one `["a", 0, 0]`. */
function namesIn(ends: unknown): string[] {
  const list = listOf(ends);
  return (Array.isArray(list[0]) ? list.map((end) => listOf(end)[0]) : list.slice(0, 1)).map(String);
}

function nameOf(layer: Json): string {
  return String(layer['name'] ?? asJson(layer['config'])?.['name']);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
