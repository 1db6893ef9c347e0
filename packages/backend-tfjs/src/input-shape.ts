import { asStored, channelsFirst, fixSides } from '@pellucid/core';
import { pictureLayout } from './layouts.js';

/**
 * `fixSides` for an input as it is stored.
 *
 * @throws XaiError `usage` for a wanted shape that the file does not allow
 */
export function fixStoredSides(
  name: string,
  shape: readonly (number | null)[],
  wanted: readonly number[] | undefined,
  notes: string[],
): readonly (number | null)[] {
  const layout = pictureLayout(shape);
  const input = { name, shape: channelsFirst(shape, layout), isPicture: layout !== null };
  return asStored(fixSides(input, wanted, notes), layout);
}
