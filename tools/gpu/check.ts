import { conformanceSuite } from '@pellucid/core/testing';
import { memory } from '@tensorflow/tfjs';
import { writeOnnx } from '../../packages/backend-ort/src/onnx/write.js';
import { describedGraph as onnxGraph } from '../../packages/backend-ort/test/helpers/described-graph.js';
import type { TfjsArtifacts } from '../../packages/backend-tfjs/src/index.js';
import { describedGraph } from '../../packages/backend-tfjs/test/helpers/described-graph.js';
import { describedLayers } from '../../packages/backend-tfjs/test/helpers/described-layers.js';
import type { NetworkDescription } from '@pellucid/core/testing';
import type { EngineParity, References } from '../parity/campaign.js';
import { parityOf } from '../parity/campaign.js';
import type { Engine, OpenModel } from '../parity/engines.js';
import { openOrWhy } from '../parity/engines.js';
import type { Pair } from '../parity/pairs.js';
import { networkFor, sampleNet } from '../parity/pairs.js';

/** What became of the conformance suite with networks of one file format. */
export interface SuiteResult {
  readonly format: string;
  readonly cases: number;
  /** Name of the case and what was wrong. */
  readonly failures: readonly string[];
}

/** Why an engine does not compute here; null where it does. The bundled net is tried, as no list of devices can be relied on. */
export async function whyAbsent(engine: Engine): Promise<string | null> {
  const model = await openOrWhy(engine, networkFor(sampleNet, engine));
  if (typeof model === 'string') return model;
  await model.dispose();
  return null;
}

type FileOf = (network: NetworkDescription) => Uint8Array | TfjsArtifacts | Promise<Uint8Array | TfjsArtifacts>;

const formats: Readonly<Record<Engine['format'], Readonly<Record<string, FileOf>>>> = {
  onnx: { ONNX: (network) => writeOnnx(onnxGraph(network)) },
  tfjs: { LayersModel: describedLayers, GraphModel: describedGraph },
};

export async function checkConformance(engine: Engine): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const [format, fileOf] of Object.entries(formats[engine.format])) {
    let models: OpenModel[] = [];
    const suite = conformanceSuite({
      async build(network) {
        const model = await engine.open(await fileOf(network));
        models.push(model);
        return model;
      },
      ...(engine.format === 'tfjs' && { resources: () => memory().numTensors }),
    });
    const failures: string[] = [];
    for (const { name, run } of suite) {
      models = [];
      try {
        await run();
        // What another engine computed says nothing of this one.
        const [gaveWay] = models.flatMap(({ runtime }) => runtime.fallbacks);
        if (gaveWay !== undefined) throw new Error(gaveWay);
      } catch (cause) {
        failures.push(`${name}: ${(cause as Error).message}`);
      }
    }
    results.push({ format, cases: suite.length, failures });
  }
  return results;
}

/** Every method of the catalog on one pair. */
export async function checkParity(engine: Engine, pair: Pair, references: References): Promise<EngineParity> {
  const model: OpenModel = await engine.open(networkFor(pair, engine));
  try {
    return await parityOf(engine.name, model, references, () => undefined);
  } finally {
    await model.dispose();
  }
}
