import type { DifferentiableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import type { GraphModel } from '../graph-model.js';
import { smoothInput } from './inputs.js';
import type { NetworkDescription } from './network.js';
import { referenceModel } from './reference.js';

/** What a backend brings to the suite. */
export interface ConformanceHarness {
  /**
   * The network in the backend's own runtime. Its tensors bear the names of the description; there may be others between
   * them (a bias that is added by a node of its own, a transposition before a flatten).
   */
  build(network: NetworkDescription): Promise<DifferentiableModel>;
  /** How many of the things that must not leak (tensors, sessions) there are now, in all models together. */
  resources?(): number;
}

/** One test. `run` rejects with an Error that says what was expected, and what came. */
export interface ConformanceCase {
  /** Unique in the suite, and the same for every backend. */
  readonly name: string;
  run(): Promise<void>;
}

/** What a case works on: the backend's model, the reference, and a batch that is smooth around. */
export interface Trial {
  readonly network: NetworkDescription;
  readonly model: DifferentiableModel;
  readonly reference: GraphModel;
  readonly input: FloatTensor;
  /** `input` under its name. */
  readonly feeds: Readonly<Record<string, FloatTensor>>;
}

/** A case on one network: the model is made for it, and disposed of. */
export function trialCase(
  harness: ConformanceHarness,
  network: NetworkDescription,
  topic: string,
  work: (trial: Trial) => Promise<void>,
  rows = 2,
): ConformanceCase {
  return {
    name: `${network.name}: ${topic}`,
    async run() {
      const input = await smoothInput(network, rows);
      const model = await harness.build(network);
      try {
        const feeds = { [network.input.name]: input };
        await work({ network, model, reference: referenceModel(network), input, feeds });
      } finally {
        await model.dispose();
      }
    },
  };
}

/** Names of the network's tensors, the input first. */
export function tensorNames({ input, layers }: NetworkDescription): string[] {
  return [input.name, ...layers.map(({ name }) => name)];
}
