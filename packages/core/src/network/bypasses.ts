import type { Layer } from '../model.js';
import { layersBehind } from './dominators.js';

/**
 * Tensors on the paths that lead around a layer, each the last one before the paths meet what the layer leads to. With them
 * and the layer's own tensor fed, nothing before is computed again. Empty where every path passes through the layer.
 *
 * @param layers in topological order
 * @param from name of the layer
 * @param to names of the tensors that are to be computed
 */
export function bypasses(layers: readonly Layer[], from: string, to: readonly string[]): string[] {
  const behind = layersBehind(layers, from);
  const needed = new Set(to);
  const around = new Set<string>();
  for (const { name, inputs } of layers.toReversed()) {
    if (!needed.has(name) || name === from) continue;
    if (behind.has(name)) for (const input of inputs) needed.add(input);
    else around.add(name);
  }
  return [...around];
}
