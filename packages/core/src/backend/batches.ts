import type { AbortSignalLike } from '../errors.js';
import { XaiError, throwIfAborted } from '../errors.js';
import type { Cotangent, Tensors } from '../model.js';
import type { Tensor } from '../tensor.js';
import { concatRows, rows } from '../tensor.js';

/** Tensors by name, in groups (feeds and cotangents; values and gradients). */
export type TensorGroups<Group extends string> = Readonly<Record<Group, Tensors>>;

/**
 * Runs inputs through a network that takes batches of one size, one after another, and joins the results. An input without
 * the batch as its first side (a scalar, a state) is given to every batch as it is.
 *
 * @param execute computes what is wanted from inputs that fit the file's batch
 * @param batch the size that the file fixes
 * @param sideOf first side of a tensor in the file; undefined for a scalar
 * @throws XaiError `usage` when the rows do not make whole batches, `input-invalid` when the inputs differ in how many
 */
export async function runInBatches<Given extends string, Made extends string>(
  execute: (part: TensorGroups<Given>) => Promise<Record<Made, Record<string, Tensor>>>,
  given: TensorGroups<Given>,
  batch: number,
  sideOf: (tensor: string) => number | null | undefined,
  signal: AbortSignalLike | undefined,
): Promise<Record<Made, Record<string, Tensor>>> {
  const count = batchCount(Object.values<Tensors>(given), batch, sideOf);
  if (count === 1) return execute(given);
  const parts: Record<Made, Record<string, Tensor>>[] = [];
  for (let index = 0; index < count; index++) {
    throwIfAborted(signal);
    const part = mapGroups(given, (tensor, name) => {
      const side = sideOf(name);
      const isWhole = side === undefined || tensor.shape[0] === side;
      return isWhole ? tensor : rows(tensor, index * side!, (index + 1) * side!);
    });
    parts.push(await execute(part));
  }
  return mapGroups(parts[0]!, (tensor, name, group) =>
    tensor.shape.length === 0 ? tensor : concatRows(parts.map((part) => part[group][name]!)),
  );
}

/** Cotangents that are arrays, as they have to be given to each batch; those that are symbols hold for any. */
export function arrayCotangents(cotangents: Readonly<Record<string, Cotangent>>): Tensors {
  const arrays = Object.entries(cotangents).flatMap(([name, cotangent]) =>
    'top' in cotangent ? [] : [[name, cotangent] as const],
  );
  return Object.fromEntries(arrays);
}

function mapGroups<Group extends string>(
  groups: TensorGroups<Group>,
  map: (tensor: Tensor, name: string, group: Group) => Tensor,
): Record<Group, Record<string, Tensor>> {
  const mapped = (Object.keys(groups) as Group[]).map((group) => [
    group,
    Object.fromEntries(Object.entries(groups[group]).map(([name, tensor]) => [name, map(tensor, name, group)])),
  ]);
  return Object.fromEntries(mapped) as Record<Group, Record<string, Tensor>>;
}

/** How many batches the inputs hold; all that have more than one must have as many. */
function batchCount(
  groups: readonly Tensors[],
  batch: number,
  sideOf: (tensor: string) => number | null | undefined,
): number {
  let found: { name: string; count: number } | null = null;
  for (const [name, { shape }] of groups.flatMap((tensors) => Object.entries(tensors))) {
    const side = sideOf(name);
    const size = shape[0];
    if (!side || size === undefined || (size === side && side !== batch)) continue;
    if (size === 0 || size % side !== 0) {
      throw new XaiError(
        'usage',
        `This file takes batches of exactly ${batch}, but ${size} rows came for '${name}'. Give a multiple of ${side}.`,
      );
    }
    const count = size / side;
    if (found && found.count !== count) {
      throw new XaiError(
        'input-invalid',
        `'${found.name}' holds ${found.count} batches, but '${name}' holds ${count}. Give as many of each.`,
      );
    }
    found = { name, count };
  }
  return found?.count ?? 1;
}
