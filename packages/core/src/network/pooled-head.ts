import { XaiError } from '../errors.js';
import type { Layer, LayerKind, Model } from '../model.js';
import { dominators } from './dominators.js';
import { layersByName } from './layers.js';

/** Operations that are linear in their one varying input, position by position. */
const linear: readonly LayerKind[] = ['dense', 'shape', 'add', 'batch-normalization'];

/** A network's end of the form that CAM asks for: feature map, global average pool, linear layers, score. */
export interface PooledHead {
  /** The map that is pooled. */
  readonly feature: Layer;
  readonly pooled: Layer;
}

/**
 * Finds the global average pool between input and score from which only linear layers lead to the score. A 1x1 convolution counts as linear.
 *
 * @throws XaiError `model-unsupported` for any other head
 */
export function pooledHead(model: Model, input: string, score: string): PooledHead {
  const chain = dominators(model.layers, input, score);
  const at = chain.findLastIndex(({ kind }) => kind === 'global-average-pool');
  const pooled = chain[at];
  if (!pooled) throw unsupported(`no global average pool lies on every path to '${score}'`);
  const behind = chain.slice(at + 1);
  const nonlinear = behind.find((layer, i) => !isLinear(layer) || layer.inputs[0] !== (behind[i - 1] ?? pooled).name);
  if (nonlinear)
    throw unsupported(
      `behind the global average pool comes ${nonlinear.op} ('${nonlinear.name}'), which is not linear`,
    );
  return { feature: layersByName(model).get(pooled.inputs[0]!)!, pooled };
}

function isLinear({ kind, inputs, pointwise }: Layer): boolean {
  return inputs.length === 1 && (linear.includes(kind) || (kind === 'convolution' && pointwise === true));
}

function unsupported(what: string): XaiError {
  return new XaiError(
    'model-unsupported',
    `CAM needs a network that ends in a global average pool and a linear layer, but ${what}. Use grad-cam, which has no such condition.`,
  );
}
