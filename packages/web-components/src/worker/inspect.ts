import { XaiError, describePreprocessing, findExplainable } from '@pellucid/core';
import type { ModelRequest, NetworkFacts } from '../protocol.js';
import type { Networks } from './networks.js';

/** What a page wants to know of a network before it explains anything. */
export async function inspect(networks: Networks, request: ModelRequest, signal: AbortSignal): Promise<NetworkFacts> {
  const { loaded, preprocessing, labels } = await networks.open(request, signal);
  const { model, name, findings } = loaded;
  const { methods, featureLayer } = await findExplainable(model, signal);
  return {
    name,
    runtime: { ...model.runtime },
    notes: [...model.notes, ...findings],
    inputs: model.inputs,
    outputs: model.outputs,
    layers: model.layers.map(({ name: layer, op, shape }) => ({ name: layer, op, shape })),
    featureLayer: featureLayer?.name ?? null,
    labels,
    preprocessing:
      preprocessing instanceof XaiError
        ? null
        : { summary: describePreprocessing(preprocessing.preprocessing), warnings: preprocessing.warnings },
    methods,
  };
}
