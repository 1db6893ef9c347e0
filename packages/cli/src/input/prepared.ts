import type { FloatTensor, RecipeInput, RgbPixels, View } from '@pellucid/core';

/** One input of the network, ready to be explained. */
export interface PreparedInput {
  /** [1, ...], in the network's own units. */
  readonly tensor: FloatTensor;
  /** What the network sees, as a picture; null where it is none. */
  readonly seen: RgbPixels | null;
  /** Which part of the file's picture that is; null where there is no file of a picture. */
  readonly view: View | null;
  readonly record: RecipeInput;
}
