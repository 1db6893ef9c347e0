import { XaiError } from '../errors.js';
import type { Layer, LayerKind, Model } from '../model.js';
import { dominators } from './dominators.js';
import type { FeatureGrid } from './feature-grid.js';
import { mapGrid } from './feature-grid.js';
import { explainedInput, positionsOf, requireLayer } from './layers.js';

/** A layer and why it was taken. */
export interface ChosenLayer {
  readonly name: string;
  readonly reason: string;
}

/** A layer that holds a feature map, and how. */
export interface FeatureLayer extends ChosenLayer {
  readonly grid: FeatureGrid;
}

/** The layer as attributions state it. */
export function named({ name, reason }: ChosenLayer): ChosenLayer {
  return { name, reason };
}

/** Layers whose output is a finished feature map; SiLU and gates end in a product. */
const finished: readonly LayerKind[] = ['activation', 'add', 'concat', 'multiply'];

const carriers: readonly LayerKind[] = ['resize', 'shape', 'add', 'softmax', 'sigmoid'];

/**
 * The layer that class activation maps are made of: the last feature map (h * w > 1) that every path from the input to
 * the target passes through. Finished maps (the output of an activation, an addition, a concatenation) are preferred to
 * those of pools, convolutions and the like behind them. A target that is itself spatial is not its own feature layer, and
 * neither are scores that are only resized, shifted or squashed to become it.
 *
 * @param target tensor that is explained
 * @param wanted `auto`, or the name of a layer
 * @param input the explained input's name. Default: the only one
 * @throws XaiError `usage` for an unknown layer, one without positions or one that does not lead to the target;
 *   `model-unsupported` if there is none to find
 */
export function featureLayer(
  model: Model,
  target: string,
  wanted = 'auto',
  input = explainedInput(model).name,
): FeatureLayer {
  if (wanted !== 'auto') return given(model, wanted, target);
  const chain = dominators(model.layers, input, target);
  const maps = withoutHead(chain).filter((layer) => layer.kind !== 'input' && positionsOf(layer) > 1);
  const last = maps.at(-1);
  if (!last) {
    throw new XaiError(
      'model-unsupported',
      `No feature map that all of the input passes through was found before '${target}'. Name a layer, or use a method that needs none (saliency, occlusion).`,
    );
  }
  const chosen = maps.findLast((layer) => finished.includes(layer.kind)) ?? last;
  const next = model.layers.find((layer) => layer.inputs.includes(chosen.name));
  const what = chosen === last ? 'the last feature map' : 'the last finished feature map';
  return {
    name: chosen.name,
    grid: mapGrid(chosen)!,
    reason: `${what} that every path to '${target}' passes through: ${describe(chosen)}${next ? `, before ${next.op}` : ''}`,
  };
}

/** The chain without its last layer, the target, and without what holds the same scores before it. */
function withoutHead(chain: readonly Layer[]): readonly Layer[] {
  let end = chain.length - 1;
  while (end > 0 && carriesScores(chain[end]!, chain[end - 1]!)) end--;
  return chain.slice(0, Math.max(end, 0));
}

/** Whether a spatial layer only moves, resizes, shifts or squashes the scores of the one before. */
function carriesScores(layer: Layer, before: Layer): boolean {
  if (positionsOf(layer) <= 1 || layer.inputs.length !== 1 || layer.shape[1] !== before.shape[1]) return false;
  return carriers.includes(layer.kind);
}

function given(model: Model, name: string, target: string): FeatureLayer {
  const layer = requireLayer(model, name);
  const grid = mapGrid(layer);
  if (!grid) {
    const shape = layer.shape.map((side) => side ?? 'N').join(', ');
    throw new XaiError(
      'usage',
      `A feature layer has shape [N, channels, height, width], but '${name}' has [${shape}].`,
    );
  }
  if (dominators(model.layers, name, target).length === 0) {
    throw new XaiError(
      'usage',
      `'${name}' does not lead to '${target}', so it cannot explain it. Choose a layer before it.`,
    );
  }
  return { name, grid, reason: `chosen by the caller: ${describe(layer)}` };
}

function describe({ op, shape }: Layer): string {
  return `${op} of ${shape[1]} channels at ${shape[2]} x ${shape[3]}`;
}
