import { XaiError } from '../errors.js';
import type { Layer, Model, TensorSpec } from '../model.js';
import { didYouMean } from '../suggest.js';

/** Layers by name. */
export function layersByName(model: Model): Map<string, Layer> {
  return new Map(model.layers.map((layer) => [layer.name, layer]));
}

/** @throws XaiError `usage` with the nearest name */
export function requireLayer(model: Model, name: string): Layer {
  const found = model.layers.find((layer) => layer.name === name);
  if (found) return found;
  const names = model.layers.map((layer) => layer.name);
  throw new XaiError(
    'usage',
    `The network has no layer '${name}'.${didYouMean(name, names)} \`xai inspect\` lists them.`,
  );
}

/** @throws XaiError `usage` with the nearest name */
export function requireOutput(model: Model, name: string): TensorSpec {
  return requireEnd('output', model.outputs, name);
}

/** @throws XaiError `usage` with the nearest name */
export function requireInput(model: Model, name: string): TensorSpec {
  return requireEnd('input', model.inputs, name);
}

function requireEnd(what: string, ends: readonly TensorSpec[], name: string): TensorSpec {
  const found = ends.find((end) => end.name === name);
  if (found) return found;
  const names = ends.map((end) => end.name);
  throw new XaiError(
    'usage',
    `The network has no ${what} '${name}'; it has '${names.join("', '")}'.${didYouMean(name, names)}`,
  );
}

/**
 * The input that is explained: the one that is not fed otherwise.
 *
 * @param others names of inputs whose values are given
 * @throws XaiError `model-unsupported` when none is left, several are, or the one left does not hold floats
 */
export function explainedInput(model: Model, others: readonly string[] = []): TensorSpec {
  const [input, ...more] = model.inputs.filter(({ name }) => !others.includes(name));
  if (!input) throw new XaiError('model-unsupported', 'Expected an input to explain, but the network has none left.');
  if (more.length > 0) {
    const names = [input, ...more].map(({ name }) => name).join("', '");
    throw new XaiError(
      'model-unsupported',
      `Expected one input to explain, but the network has ${more.length + 1}: '${names}'. Give the values of the others (feeds; --feed NAME=FILE.npy).`,
    );
  }
  if (input.dtype !== 'float32') {
    throw new XaiError('model-unsupported', `Expected a float32 input, but '${input.name}' is ${input.dtype}.`);
  }
  return input;
}

/** Height times width of a feature map [N, C, h, w] with known sides; 0 for any other tensor. */
export function positionsOf({ shape, layout }: TensorSpec): number {
  if (shape.length !== 4 || layout === null) return 0;
  return (shape[2] ?? 0) * (shape[3] ?? 0);
}
