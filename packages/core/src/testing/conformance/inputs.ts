import type { FloatTensor } from '../../tensor.js';
import type { GraphModel } from '../graph-model.js';
import { normalTensor } from '../normal-tensor.js';
import type { NetworkDescription } from './network.js';
import { referenceModel } from './reference.js';

/** A reference that remembers how near to a kink of its derivative (of a ReLU, a maximum) it ever came. */
interface WatchedReference {
  readonly model: GraphModel;
  /** The smallest distance of any value to a kink, in all that was computed so far. */
  nearest(): number;
}

function watchedReference(network: NetworkDescription): WatchedReference {
  let nearest = Infinity;
  const model = referenceModel(network, (op) => ({
    ...op,
    forward(inputs) {
      nearest = Math.min(nearest, op.kinkDistance?.(inputs) ?? Infinity);
      return op.forward(inputs);
    },
  }));
  // Making a model runs it on zeros once, to find its shapes.
  nearest = Infinity;
  return { model, nearest: () => nearest };
}

const tries = 100;

/** The first of several random inputs for which `work` on the reference keeps `distance` from every kink, and what it gave. */
export async function awayFromKinks<Result>(
  network: NetworkDescription,
  rows: number,
  distance: number,
  work: (reference: GraphModel, input: FloatTensor) => Promise<Result>,
): Promise<{ input: FloatTensor; result: Result }> {
  for (let seed = 0; seed < tries; seed++) {
    const input = normalTensor([rows, ...network.input.shape], seed);
    const { model, nearest } = watchedReference(network);
    const result = await work(model, input);
    if (nearest() >= distance) return { input, result };
  }
  throw new Error(`None of ${tries} inputs of '${network.name}' keeps ${distance} away from every kink.`);
}

/** How far the inputs of gradient cases stay away from kinks: thousands of times what float32 rounds. */
const distance = 1e-3;

const found = new Map<string, Promise<FloatTensor>>();

/** A batch at which gradients are smooth; the same in every case that asks for as many rows. */
export function smoothInput(network: NetworkDescription, rows: number): Promise<FloatTensor> {
  const key = `${network.name}, ${rows} rows`;
  const known = found.get(key);
  if (known) return known;
  const forward = (model: GraphModel, input: FloatTensor): Promise<unknown> =>
    model.run({ [network.input.name]: input }, network.outputs);
  const searched = awayFromKinks(network, rows, distance, forward).then(({ input }) => input);
  found.set(key, searched);
  return searched;
}
