import { XaiError, concatRows, rows, throwIfAborted } from '@pellucid/core';
import type { AbortSignalLike, Tensor, Tensors } from '@pellucid/core';

/** Computes what is wanted from feeds that fit the file's batch. */
export type Execute = (feeds: Tensors) => Promise<Record<string, Tensor>>;

/**
 * Runs feeds through a network that takes batches of one size, one after another, and joins the results. An input without
 * the batch as its first side (a scalar, a state) is given to every batch as it is.
 *
 * @param batch the size that the file fixes
 * @param sideOf first side of a tensor in the file; undefined for a scalar
 * @throws XaiError `usage` when the rows do not make whole batches, `input-invalid` when the feeds differ in how many
 */
export async function runInBatches(
  execute: Execute,
  feeds: Tensors,
  batch: number,
  sideOf: (tensor: string) => number | null | undefined,
  signal: AbortSignalLike | undefined,
): Promise<Record<string, Tensor>> {
  const count = batchCount(feeds, batch, sideOf);
  if (count === 1) return execute(feeds);
  const parts: Record<string, Tensor>[] = [];
  for (let index = 0; index < count; index++) {
    throwIfAborted(signal);
    const part = Object.entries(feeds).map(([name, tensor]) => {
      const side = sideOf(name);
      const isWhole = side === undefined || tensor.shape[0] === side;
      return [name, isWhole ? tensor : rows(tensor, index * side!, (index + 1) * side!)] as const;
    });
    parts.push(await execute(Object.fromEntries(part)));
  }
  return Object.fromEntries(
    Object.keys(parts[0]!).map((name) => [
      name,
      parts[0]![name]!.shape.length === 0 ? parts[0]![name]! : concatRows(parts.map((part) => part[name]!)),
    ]),
  );
}

/** How many batches the feeds hold; all that have more than one must have as many. */
function batchCount(feeds: Tensors, batch: number, sideOf: (tensor: string) => number | null | undefined): number {
  let found: { name: string; count: number } | null = null;
  for (const [name, { shape }] of Object.entries(feeds)) {
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
