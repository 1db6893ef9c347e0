import type { Layer, Model } from '../model.js';
import { layersByName } from './layers.js';

/** Where a network's scores are, before and after the function that makes probabilities of them. */
export interface ScoreTensors {
  /** The scores before a final softmax or sigmoid, or the output itself where there is none. */
  readonly logits: string;
  /** The output after it, or null where the network ends in logits. */
  readonly probabilities: string | null;
  readonly squashing: 'softmax' | 'sigmoid' | null;
}

/** Looks back from an output, through operations that only move values, for a final softmax or sigmoid. */
export function findLogits(model: Model, output: string): ScoreTensors {
  const layers = layersByName(model);
  let layer: Layer | undefined = layers.get(output);
  while (layer?.kind === 'shape' && layer.inputs.length === 1) layer = layers.get(layer.inputs[0]!);
  const { kind, name, inputs } = layer ?? { kind: null, name: output, inputs: [] };
  if ((kind !== 'softmax' && kind !== 'sigmoid') || inputs.length !== 1) {
    return { logits: output, probabilities: null, squashing: null };
  }
  return { logits: inputs[0]!, probabilities: name, squashing: kind };
}
