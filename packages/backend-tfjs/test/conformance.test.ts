import { conformanceSuite } from '@pellucid/core/testing';
import type { NetworkDescription } from '@pellucid/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { loadTfjsModel } from '../src/index.js';
import type { TfjsArtifacts, TfjsModel } from '../src/index.js';
import { useEngine, whyAbsent } from './gradients/engines.js';
import { describedGraph } from './helpers/described-graph.js';
import { describedLayers } from './helpers/described-layers.js';

const formats = { LayersModel: describedLayers, GraphModel: describedGraph } as const;
const engines = ['cpu', 'wasm', 'tfjs-node'] as const;

/** On this engine and no other that it might give way to. */
async function load(artifacts: TfjsArtifacts, engine: (typeof engines)[number]): Promise<TfjsModel> {
  const model = await loadTfjsModel(artifacts, { engine });
  if (model.runtime.engine === engine) return model;
  throw new Error(`Expected ${engine}, but got ${model.runtime.engine}: ${model.runtime.fallbacks.join('; ')}`);
}

// Layers are made on whatever engine there is.
beforeAll(() => useEngine('cpu'));

for (const engine of engines) {
  const absent = engine === 'tfjs-node' ? await whyAbsent('tensorflow') : null;
  describe.skipIf(absent !== null)(`tfjs on ${engine}${absent === null ? '' : ` (${absent})`}`, () => {
    describe.each(Object.entries(formats))('%s', (_, artifactsOf) => {
      const suite = conformanceSuite({
        build: async (network: NetworkDescription) => load(await artifactsOf(network), engine),
        resources: () => tf.memory().numTensors,
      });
      for (const { name, run } of suite) test(name, run);
    });
  });
}
