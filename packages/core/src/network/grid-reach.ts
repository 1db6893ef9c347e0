import type { Layer } from '../model.js';
import type { GridAxes } from './token-grid.js';
import { followGrid } from './token-grid.js';

/** What of a tensor can change the target: positions of its feature map, or only others, as class tokens. */
type Reach = 'positions' | 'others';

/** What of a network's tensors reaches a target. */
export interface GridReach {
  /** Whether positions of the layer's feature map reach the target, or all of it does where its positions are not known. */
  fromPositions(layer: Layer): boolean;
  /** The layers through which its positions do so next. */
  consumersOfPositions(layer: Layer): Layer[];
}

/**
 * Looks back from the target. Behind the last attention of a network that reads a class token, positions reach it no more.
 * Operations that are not known to keep positions apart are taken to mix them.
 *
 * @param layers in topological order
 * @param grids what `traceGrids` found
 */
export function gridReach(layers: readonly Layer[], grids: ReadonlyMap<string, GridAxes>, target: string): GridReach {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const reached = new Map<string, Reach>([[target, 'positions']]);
  for (const layer of layers.toReversed()) {
    const reach = reached.get(layer.name);
    if (!reach) continue;
    for (const [index, name] of layer.inputs.entries())
      if (reached.get(name) !== 'positions') reached.set(name, through(layer, index, reach));
  }

  /** What of an input reaches the target by way of a layer of which `reach` does. */
  function through(layer: Layer, index: number, reach: Reach): Reach {
    const name = layer.inputs[index]!;
    const input = byName.get(name);
    const grid = grids.get(name);
    if (!input || !grid?.tokens) return 'positions';
    if (leavesOut(layer, input, grid)) return 'others';
    return reach === 'others' && followGrid(layer, index, input, grid) ? 'others' : 'positions';
  }

  return {
    fromPositions: ({ name }) => reached.get(name) === 'positions',
    consumersOfPositions: ({ name }) =>
      layers.filter((layer) => {
        const reach = reached.get(layer.name);
        return reach && layer.inputs.some((input, i) => input === name && through(layer, i, reach) === 'positions');
      }),
  };
}

/** Whether a slice or index along the tokens takes none of the positions. */
function leavesOut({ kind, shape, placement }: Layer, { shape: before }: Layer, grid: GridAxes): boolean {
  const { axis, tokens, height, width } = grid;
  if (!tokens || kind === 'concat' || placement?.axis !== axis) return false;
  const start = -placement.starts[0]!;
  const count = shape.length < before.length ? 1 : (shape[axis] ?? 0);
  return start + count <= tokens.skip || start >= tokens.skip + height * width;
}
