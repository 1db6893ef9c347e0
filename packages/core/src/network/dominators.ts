import type { Layer } from '../model.js';

/**
 * Layers that every path from `from` to `to` passes through, in order, both ends included; empty if no path joins them.
 *
 * Among the layers that lie on some path, in topological order, one is passed by all paths exactly when no connection
 * leads from before it to behind it.
 */
export function dominators(layers: readonly Layer[], from: string, to: string): Layer[] {
  const between = layersBetween(layers, from, to);
  const position = new Map(between.map((layer, index) => [layer.name, index]));
  const found: Layer[] = [];
  // The farthest layer that anything before the current one leads to.
  const reach = between.map((_, index) => index);
  between.forEach((layer, index) => {
    for (const input of layer.inputs) {
      const source = position.get(input);
      if (source !== undefined) reach[source] = Math.max(reach[source]!, index);
    }
  });
  let farthest = 0;
  between.forEach((layer, index) => {
    if (farthest <= index) found.push(layer);
    farthest = Math.max(farthest, reach[index]!);
  });
  return found;
}

/** Names of the tensor and of all that is computed from it. */
export function layersBehind(layers: readonly Layer[], from: string): ReadonlySet<string> {
  const behind = new Set([from]);
  for (const { name, inputs } of layers) if (inputs.some((input) => behind.has(input))) behind.add(name);
  return behind;
}

/** Layers on some path between two tensors, in topological order. */
function layersBetween(layers: readonly Layer[], from: string, to: string): Layer[] {
  const behind = layersBehind(layers, from);
  const before = new Set([to]);
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i]!;
    if (before.has(layer.name)) for (const input of layer.inputs) before.add(input);
  }
  return layers.filter(({ name }) => behind.has(name) && before.has(name));
}
