import { XaiError } from '../errors.js';
import type { Layer, LayerKind, Model } from '../model.js';
import { dominators } from './dominators.js';
import type { FeatureGrid } from './feature-grid.js';
import { mapGrid } from './feature-grid.js';
import { gridReach } from './grid-reach.js';
import { explainedInput, requireLayer } from './layers.js';
import { carriesScores, deepestScores } from './score-maps.js';
import { tokenGrid, traceGrids } from './token-grid.js';

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

/** Layers whose output can be a finished feature map; SiLU and gates end in a product. */
const finishing: readonly LayerKind[] = ['activation', 'add', 'concat', 'multiply'];

/**
 * The layer that class activation maps are made of: the last feature map (h * w > 1) that every path from the input to
 * the target passes through, as [N, C, h, w] or as the tokens of a transformer. Finished maps (the output of an
 * activation, an addition, a concatenation) are preferred to those of pools, convolutions and the like behind them. A
 * target that is itself spatial is not its own feature layer, and neither are scores that are only resized, shifted or
 * squashed to become it.
 *
 * Where only class tokens are left behind the last attention, the positions reach the target no more: then it is the last
 * layer before it, and the normalization that opens the block, where all positions pass through that.
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
  const { layers } = model;
  const grids = traceGrids(layers);
  const gridOf = (layer: Layer): FeatureGrid | null => mapGrid(layer) ?? tokenGrid(layer, grids.get(layer.name));
  if (wanted !== 'auto') return given(model, wanted, target, gridOf);

  const reach = gridReach(layers, grids, target);
  const scores = deepestScores(model, target);
  const chain = dominators(layers, input, scores);
  const maps = withoutHead(chain).flatMap((layer): GriddedLayer[] => {
    const grid = gridOf(layer);
    if (!grid || grid.height * grid.width <= 1 || layer.kind === 'input' || !reach.fromPositions(layer)) return [];
    return layer.shape[0] === chain[0]!.shape[0] ? [{ layer, grid }] : [];
  });
  const last = maps.at(-1);
  if (!last) {
    throw new XaiError(
      'model-unsupported',
      `No feature map that all of the input passes through was found before '${scores}'. Name a layer, or use a method that needs none (saliency, occlusion).`,
    );
  }
  const [onward, ...others] = reach.consumersOfPositions(last.layer);
  const grid = onward && gridOf(onward);
  // What goes past a normalization that is not on the chain, and all positions go through it: class tokens.
  if (grid && others.length === 0 && onward.kind.endsWith('normalization') && !chain.includes(onward)) {
    const why = `the normalization before the last operation that mixes positions, behind which only class tokens reach '${target}'`;
    return found({ layer: onward, grid }, why);
  }
  const best = maps.findLast(({ layer }) => isFinished(layer, layers)) ?? last;
  const next = layers.find((layer) => layer.inputs.includes(best.layer.name));
  const what = best === last ? 'the last feature map' : 'the last finished feature map';
  return found(best, `${what} that every path to '${scores}' passes through`, next ? `, before ${next.op}` : '');
}

/** Whether a layer's output is a finished feature map. What adds a bias to a convolution or dense layer is part of that. */
function isFinished({ kind, inputs: [input, ...others] }: Layer, layers: readonly Layer[]): boolean {
  if (kind !== 'add' || others.length > 0) return finishing.includes(kind);
  const before = layers.find(({ name }) => name === input)?.kind;
  return before !== 'dense' && before !== 'convolution';
}

interface GriddedLayer {
  readonly layer: Layer;
  readonly grid: FeatureGrid;
}

function found({ layer, grid }: GriddedLayer, why: string, more = ''): FeatureLayer {
  return { name: layer.name, grid, reason: `${why}: ${describe(layer, grid)}${more}` };
}

/** The chain without its last layer, the target, and without what holds the same scores before it. */
function withoutHead(chain: readonly Layer[]): readonly Layer[] {
  let end = chain.length - 1;
  while (end > 0 && carriesScores(chain[end]!, chain[end - 1]!)) end--;
  return chain.slice(0, Math.max(end, 0));
}

function given(model: Model, name: string, target: string, gridOf: (layer: Layer) => FeatureGrid | null): FeatureLayer {
  const layer = requireLayer(model, name);
  const grid = gridOf(layer);
  if (!grid) {
    const shape = layer.shape.map((side) => side ?? 'N').join(', ');
    throw new XaiError(
      'usage',
      `A feature layer has shape [N, channels, height, width], or [N, tokens, channels] made of such a map, but '${name}' has [${shape}].`,
    );
  }
  if (dominators(model.layers, name, target).length === 0) {
    throw new XaiError(
      'usage',
      `'${name}' does not lead to '${target}', so it cannot explain it. Choose a layer before it.`,
    );
  }
  return found({ layer, grid }, 'chosen by the caller');
}

function describe({ op, shape }: Layer, grid: FeatureGrid): string {
  const { height, width } = grid;
  if (grid.kind === 'map') return `${op} of ${shape[1]} channels at ${height} x ${width}`;
  const others = ['', ' after 1 class token'][grid.skip] ?? ` after ${grid.skip} class and register tokens`;
  return `${op} of ${shape[2]} channels at ${height} x ${width} tokens${others}`;
}
