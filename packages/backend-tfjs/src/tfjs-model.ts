import { arrayCotangents, callChecks, requireUse, runInBatches, throwIfAborted } from '@pellucid/core';
import type {
  AbortSignalLike,
  CanDifferentiate,
  CanRun,
  InputShapes,
  Model,
  RuleSet,
  TensorGroups,
  Tensors,
} from '@pellucid/core';
import { version_core } from '@tensorflow/tfjs-core';
import type { TfjsArtifacts } from './artifacts.js';
import { checkArtifacts, metadataOf } from './artifacts.js';
import type { Engine, EngineOptions } from './engines.js';
import { createEngine } from './engines.js';
import type { Results, Wanted } from './execute.js';
import { planCall } from './execute.js';
import { loadGraphNetwork } from './graph-model/graph-network.js';
import { layersOf, specsOf } from './layers.js';
import { loadLayersNetwork } from './layers-model/layers-network.js';
import type { Network } from './network.js';

export interface TfjsModelOptions extends EngineOptions {
  /** Sizes for inputs whose sides are free, by input name, batch included (ignored). Pictures default to 224 x 224. */
  readonly inputShapes?: InputShapes;
}

/** A TensorFlow.js network that can be run and differentiated at any tensor. */
export type TfjsModel = Model & CanRun & CanDifferentiate;

/** What `loadTfjsModel` does, once it is loaded itself. */
export async function loadModel(artifacts: TfjsArtifacts, options: TfjsModelOptions): Promise<TfjsModel> {
  const checked = checkArtifacts(artifacts);
  const load = checked.format === 'graph-model' ? loadGraphNetwork : loadLayersNetwork;
  const engine = createEngine(options);
  const network = await engine.use(() => load(checked, options.inputShapes ?? {}));
  return createModel(network, engine, metadataOf(checked));
}

function createModel(network: Network, engine: Engine, metadata: Record<string, string>): TfjsModel {
  const { program, batch } = network;
  const specs = specsOf(program);
  const ruleSets: readonly RuleSet[] = ['gradient', 'guided-backprop', 'deconvnet'];
  const check = callChecks({ names: () => [...specs.keys()], spec: (name) => specs.get(name) }, ruleSets);
  let disposed = false;

  const execute = async (feeds: Tensors, wanted: Wanted, signal: AbortSignalLike | undefined): Promise<Results> => {
    const call = planCall(network, specs, Object.keys(feeds), wanted);
    throwIfAborted(signal);
    const once = (part: TensorGroups<'feeds' | 'cotangents'>): Promise<Results> =>
      engine.use(() => call(part.feeds, { ...wanted.cotangents, ...part.cotangents }));
    const given = { feeds, cotangents: arrayCotangents(wanted.cotangents) };
    return batch === null ? once(given) : runInBatches(once, given, batch, (name) => specs.get(name)!.shape[0], signal);
  };

  return {
    inputs: program.inputs.map((name) => specs.get(name)!),
    outputs: program.outputs.map((name) => specs.get(name)!),
    layers: layersOf(program, specs),
    get runtime() {
      return { name: 'tfjs', version: version_core, engine: engine.name(), fallbacks: engine.fallbacks() };
    },
    metadata,
    notes: network.notes,
    ruleSets,
    async run(feeds, fetches, { signal } = {}) {
      requireUse(disposed);
      check.run(feeds, fetches);
      return (await execute(feeds, { fetches, cotangents: {}, wrt: [], rules: 'gradient' }, signal)).values;
    },
    async vjp(feeds, cotangents, wrt, { fetches = [], rules = 'gradient', signal } = {}) {
      requireUse(disposed);
      check.vjp(feeds, { cotangents, wrt, fetches, rules });
      return execute(feeds, { fetches, cotangents, wrt, rules }, signal);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      await engine.free(() => network.dispose());
    },
  };
}
