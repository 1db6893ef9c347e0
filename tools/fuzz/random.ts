import { createRandom } from '@pellucid/core';
import type { Random } from '@pellucid/core';

/** The stream of one case: cases are drawn apart, so that any one can be made again alone. */
export function randomOfCase(seed: number, index: number): Random {
  return createRandom((seed * 1_000_003 + index) >>> 0);
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.integer(items.length)]!;
}
