import type { Tensors } from '../../model.js';
import type { FeatureGrid } from '../../network/feature-grid.js';
import { toFeatureMap, withFeatureMap } from '../../network/feature-grid.js';
import type { FeatureLayer } from '../../network/feature-layer.js';
import type { PerturbationRun } from '../../perturbation.js';
import type { FloatTensor, Tensor } from '../../tensor.js';
import { asFloat, rows, sizeOf } from '../../tensor.js';
import { rowsOf } from '../input.js';

/** The tensor that copies are made of, and what is fed with each of them. */
export interface Source {
  readonly name: string;
  /** All rows of it, unchanged. */
  readonly tensor: FloatTensor;
  /** The rest of what is fed, a row for each of its rows. */
  readonly others: Tensors;
  /** How the tensor holds the feature map that is changed; null where the tensor itself is changed. */
  readonly grid: FeatureGrid | null;
}

/**
 * A feature layer as a source, so that only the network behind it is run for the copies.
 *
 * @param values values of the layer, and of the tensors `around` it that the network behind needs (`bypasses`)
 * @param feeds the network's inputs
 */
export function featureSource(
  { name, grid }: FeatureLayer,
  around: readonly string[],
  values: Tensors,
  feeds: Tensors,
): Source {
  const tensor = asFloat(values[name], name);
  const others = Object.fromEntries(around.map((other) => [other, values[other]!]));
  // Where windows of all rows stand along the first axis, they cannot be dealt out to copies: begin at the inputs then.
  const hasRows = Object.values(others).every(({ shape }) => shape[0] === tensor.shape[0]);
  return { name, tensor, others: hasRows ? others : feeds, grid };
}

/** How the changed copies of one row are run. */
export function copiesOf(
  { name, tensor, others, grid }: Source,
  row: number,
  order: readonly number[],
  change: (index: number, copy: Float32Array) => void,
): Pick<PerturbationRun, 'input' | 'row' | 'others' | 'order' | 'perturbation'> {
  const unchanged = rows(tensor, row, row + 1);
  return {
    input: name,
    row: unchanged,
    others: rowsOf(others, row),
    order,
    perturbation: { count: order.length, change: grid ? changeMap(unchanged, grid, change) : change },
  };
}

/** A change of feature maps [C, h, w], made in a copy of the tensor that holds one. */
function changeMap(
  row: FloatTensor,
  grid: FeatureGrid,
  change: (index: number, map: Float32Array) => void,
): (index: number, copy: Float32Array) => void {
  if (grid.kind === 'map') return change;
  return (index, data) => {
    const copy = { ...row, data };
    const map = toFeatureMap(copy, grid);
    change(index, map.data);
    data.set(withFeatureMap(copy, map, grid).data);
  };
}

/** Floats that one batch may hold: 3 MiB; more was not faster. */
const batchFloats = 3 * 2 ** 18;

/** Copies per batch that keep its memory bounded, what is fetched included: 1 to 64. */
export function copiesPerBatch({ tensor, others }: Source, fetched: readonly Tensor[]): number {
  const floats = [tensor, ...Object.values(others), ...fetched].reduce(
    (sum, { shape }) => sum + sizeOf(shape.slice(1)),
    0,
  );
  return Math.min(64, Math.max(1, Math.floor(batchFloats / floats)));
}
