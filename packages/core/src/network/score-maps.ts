import type { Layer, LayerKind, Model } from '../model.js';
import { layersByName, positionsOf } from './layers.js';
import { findLogits } from './logits.js';

const carriers: readonly LayerKind[] = ['resize', 'shape', 'add', 'softmax', 'sigmoid'];

/** Whether a spatial layer only moves, resizes, shifts or squashes the scores of the one before. */
export function carriesScores(layer: Layer, before: Layer): boolean {
  if (positionsOf(layer) <= 1 || layer.inputs.length !== 1 || layer.shape[1] !== before.shape[1]) return false;
  return carriers.includes(layer.kind);
}

/**
 * Of spatial scores that are the sum of several (coarse ones made of deep features, finer ones of shallow features, as in
 * FCN-8s and LR-ASPP), those that the most layers lead to. Any other target is returned as it is.
 */
export function deepestScores(model: Model, target: string): string {
  if (!model.outputs.some(({ name }) => name === target || findLogits(model, name).logits === target)) return target;
  const layers = layersByName(model);
  const depths = depthsOf(model.layers);
  let deepest = target;
  let layer = layers.get(target);
  while (layer && positionsOf(layer) > 1) {
    const [first, ...others] = layer.inputs.flatMap((name) => layers.get(name) ?? []);
    if (!first) break;
    if (layer.kind === 'add' && others.length > 0) {
      layer = others.reduce((a, b) => (depths.get(b.name)! > depths.get(a.name)! ? b : a), first);
      deepest = layer.name;
    } else if (carriesScores(layer, first)) {
      layer = first;
    } else break;
  }
  return deepest;
}

/** Layers on the longest way to each layer. */
function depthsOf(layers: readonly Layer[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { name, inputs } of layers)
    depths.set(
      name,
      inputs.reduce((most, input) => Math.max(most, (depths.get(input) ?? 0) + 1), 0),
    );
  return depths;
}
