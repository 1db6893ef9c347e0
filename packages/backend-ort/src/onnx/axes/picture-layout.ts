import type { Layout } from '@pellucid/core';

/** Sides from which on a tensor may be a picture where nothing else says so. */
const smallest = 16;

/**
 * How an input is stored that looks like a picture: 1, 3 or 4 channels, first or last, and two larger or free sides
 * (anything but a number). Null for any other.
 */
export function pictureLayout(shape: readonly (number | string | null)[]): Layout | null {
  const isLarge = (side: (typeof shape)[number] | undefined): boolean => typeof side !== 'number' || side >= smallest;
  const isPicture = (channels: number, ...positions: number[]): boolean =>
    [1, 3, 4].includes(Number(shape[channels] ?? 0)) && positions.every((axis) => isLarge(shape[axis]));
  if (shape.length !== 4) return null;
  if (isPicture(1, 2, 3)) return 'nchw';
  return isPicture(3, 1, 2) ? 'nhwc' : null;
}
