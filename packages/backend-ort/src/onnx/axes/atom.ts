/** What an axis, or a factor of one, stands for in a picture or feature map. Channels need no name of their own. */
export type Role = 'batch' | 'height' | 'width';

/**
 * A factor of an axis that reshaping may move, split or merge with others. Atoms that are known to mean the same share one
 * meaning, which may be learnt long after they were made.
 */
export interface Atom {
  /** `null` for a free batch. */
  readonly size: number | null;
  /** The atom that this one is a factor of; its role is inherited. */
  inside: Atom | null;
  /** The atom that stands for this one and others of the same meaning. */
  same: Atom | null;
  role: Role | null;
}

/** Sides of a tensor; `null` is the free batch, or so many times the batch. */
export type Sides = readonly (number | null)[];

/** Row-major factors of one axis, the outermost first. */
export type Axis = readonly Atom[];
/** The axes of a tensor. */
export type Axes = readonly Axis[];

export function createAtom(size: number | null, role: Role | null = null, inside: Atom | null = null): Atom {
  return { size, inside, same: null, role };
}

function representative(atom: Atom): Atom {
  let top = atom;
  while (top.same) top = top.same;
  // The way is shortened: joined atoms form long chains in deep networks.
  for (let at = atom; at !== top;) {
    const next = at.same!;
    at.same = top;
    at = next;
  }
  return top;
}

export function roleOf(atom: Atom): Role | null {
  const top = representative(atom);
  return top.role ?? (top.inside && roleOf(top.inside));
}

/** Two atoms mean the same from here on, unless they are known to differ. */
export function join(a: Atom, b: Atom): void {
  const [first, second] = [representative(a), representative(b)];
  if (first === second || (roleOf(first) && roleOf(second))) return;
  const [kept, other] = roleOf(second) ? [second, first] : [first, second];
  // An atom must not come to be a factor of itself.
  if (isWithin(kept, other) || isWithin(other, kept)) return;
  other.same = kept;
  kept.inside ??= other.inside;
}

function isWithin(atom: Atom, outer: Atom): boolean {
  for (let at = representative(atom).inside; at; at = representative(at).inside)
    if (representative(at) === outer) return true;
  return false;
}

/** Gives the atoms of an axis that mean nothing yet a role. */
function bind(axis: Axis | undefined, role: Role): void {
  for (const atom of axis ?? []) if (!roleOf(atom)) representative(atom).role = role;
}

/** Makes two neighbouring axes, from `first` on, the height and width of a map, as far as they mean nothing yet. */
export function bindPositions(axes: Axes, first: number): void {
  bind(axes[first], 'height');
  bind(axes[first + 1], 'width');
}

/** Whether an axis stands for a role and for nothing else; factors of 1 do not count beside others. */
export function isPurely(axis: Axis | undefined, role: Role): boolean {
  const large = (axis ?? []).filter(({ size }) => size !== 1);
  const all = large.length > 0 ? large : (axis ?? []);
  return all.length > 0 && all.every((atom) => roleOf(atom) === role);
}

/** Whether an axis has this many positions; `null` is the free batch, however many positions of it. */
export function hasSide(axis: Axis, side: number | null): boolean {
  const isFree = axis.some(({ size }) => size === null);
  if (side === null || isFree) return side === null && isFree;
  return axis.reduce((product, { size }) => product * size!, 1) === side;
}

/** A new axis of another size with the meaning of `axis`, as far as that has one. */
export function resized(axis: Axis, side: number): Axis {
  const atom = createAtom(side);
  const large = axis.filter(({ size }) => size !== 1);
  const [first, ...others] = large.length > 0 ? large : axis;
  const role = first && roleOf(first);
  const isOne = others.length === 0 || (role && others.every((other) => roleOf(other) === role));
  if (first && role !== 'batch' && isOne) join(atom, first);
  return [atom];
}
