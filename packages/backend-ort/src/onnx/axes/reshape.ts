import type { Atom, Axes, Axis, Sides } from './atom.js';
import { createAtom, roleOf } from './atom.js';

/**
 * The axes of a tensor after its values, in the same order, were given another shape: factors are moved, split and merged
 * as the sides ask. From a side on that does not divide, axes are new.
 */
export function reshapeAxes(axes: Axes, shape: Sides, newAxis: (side: number | null) => Axis): Axes {
  const flat = axes.flat();
  const known = (sizes: readonly (number | null)[]) =>
    sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
  // What a free side holds beside the batch: in windows [64 N, ...] it is 64.
  const besideBatch = known(flat.map(({ size }) => size)) / known(shape);
  const result: Axis[] = [];
  for (const side of shape) {
    const taken = side === 1 ? takeOne(flat) : take(flat, side ?? besideBatch, side === null);
    if (!taken) break;
    // A batch of 1 between two sides belongs to either. In a matrix it is one of the rows.
    if (shape.length === 2 && result.length === 0 && flat[0]?.size === 1 && isBatch(flat[0])) {
      result.push([...taken, flat.shift()!]);
    } else result.push(taken);
  }
  return shape.map((side, axis) => result[axis] ?? newAxis(side));
}

/** A factor of 1 from the front: the batch, where it is one of them. */
function takeOne(flat: Atom[]): Axis {
  const count = flat.findIndex(({ size }) => size !== 1);
  const ones = count < 0 ? flat : flat.slice(0, count);
  const at = ones.findIndex(isBatch);
  if (at >= 0) return [flat.splice(0, at + 1).at(-1)!];
  return ones.length > 0 ? [flat.shift()!] : [createAtom(1)];
}

function isBatch(atom: Atom): boolean {
  return roleOf(atom) === 'batch';
}

/** Takes atoms worth `size` from the front, and the free batch among them if it is wanted; null where that cannot be. */
function take(flat: Atom[], size: number, withBatch: boolean): Axis | null {
  const taken: Atom[] = [];
  let [missing, batchMissing] = [size, withBatch];
  while (missing > 1 || batchMissing) {
    const atom = flat.shift();
    if (!atom || (atom.size === null && !batchMissing)) return null;
    if (atom.size === null) {
      batchMissing = false;
      taken.push(atom);
    } else if (missing % atom.size === 0) {
      missing /= atom.size;
      if (atom.size > 1 || isBatch(atom)) taken.push(atom);
    } else if (missing > 1 && atom.size % missing === 0) {
      flat.unshift(createAtom(atom.size / missing, null, atom));
      taken.push(createAtom(missing, null, atom));
      missing = 1;
    } else if (!mergeInto(atom, flat)) return null;
  }
  return taken.length > 0 ? taken : null;
}

/** Puts an atom and the next one, of the same role, back as one that may be split elsewhere; false where they differ. */
function mergeInto(atom: Atom, flat: Atom[]): boolean {
  const role = roleOf(atom);
  const [next] = flat;
  if (!role || role === 'batch' || !next || roleOf(next) !== role) return false;
  flat[0] = createAtom(atom.size! * next.size!, role);
  return true;
}
