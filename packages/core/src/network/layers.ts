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
  const found = model.outputs.find((output) => output.name === name);
  if (found) return found;
  const names = model.outputs.map((output) => output.name);
  throw new XaiError(
    'usage',
    `The network has no output '${name}'; it has '${names.join("', '")}'.${didYouMean(name, names)}`,
  );
}

/**
 * The one input that is explained.
 *
 * @throws XaiError `model-unsupported` when there are several, or none that holds floats
 */
export function explainedInput(model: Model): TensorSpec {
  const [input, ...others] = model.inputs;
  if (!input) throw new XaiError('model-unsupported', 'Expected a network with one input, but it has none.');
  if (others.length > 0) {
    const names = model.inputs.map(({ name }) => name).join("', '");
    throw new XaiError(
      'model-unsupported',
      `Expected a network with one input, but it has ${model.inputs.length}: '${names}'.`,
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
