import type { FoundPreprocessing } from '../preprocess/find.js';
import { outputSize } from '../preprocess/fit-network.js';

/** An input as far as a model's file tells: as core sees it, `null` for free sides or where even the rank is unknown. */
export interface DeclaredInput {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | null)[] | null;
}

/** The only input that is not fed; of several, the only one of floating-point numbers; `undefined` where that is no answer. */
export function inputToExplain<Input extends DeclaredInput>(
  inputs: readonly Input[],
  fed: readonly string[] = [],
): Input | undefined {
  const open = inputs.filter(({ name }) => !fed.includes(name));
  const floats = open.filter(({ dtype }) => dtype.startsWith('float'));
  return [open, floats].find((some) => some.length === 1)?.[0];
}

/** The shape of an input where pictures of a known size are prepared for sides that the file leaves free. */
export function pictureShape(
  declared: readonly (number | null)[],
  found: FoundPreprocessing | null,
): readonly number[] | undefined {
  const size = found && outputSize(found.preprocessing);
  if (!size) return undefined;
  const [batch, channels] = declared;
  return [batch ?? 1, channels ?? 3, ...size];
}

/** The shape of an input with numbers for the sides that the file leaves free; null where it leaves none but the batch. */
export function filledShape({ shape: said }: DeclaredInput, shape: readonly number[]): readonly number[] | null {
  if (!said) return shape;
  return said.slice(1).includes(null) ? said.map((side, axis) => side ?? shape[axis] ?? 1) : null;
}
