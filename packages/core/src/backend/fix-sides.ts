import { XaiError } from '../errors.js';

/** Side given to the height and width of a picture where neither the file nor the caller says one. */
const defaultSide = 224;

/** Wanted shapes of inputs by name, as core sees them ([N, C, H, W] for pictures); the batch is not used. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

/** An input of a file. */
export interface FileInput {
  readonly name: string;
  /** As core sees it; `null` for a free side. */
  readonly shape: readonly (number | null)[];
  /** Whether its last two sides are the height and width of a picture. */
  readonly isPicture: boolean;
}

/**
 * Numbers for the free sides of an input, as methods work on one size: those that the caller wants, else 224 for the sides
 * of a picture. The batch is left as it is, and so is what nobody says.
 *
 * @param notes gets a sentence for every side that is assumed
 * @throws XaiError `usage` for a wanted shape that the file does not allow
 */
export function fixSides(
  { name, shape, isPicture }: FileInput,
  wanted: readonly number[] | undefined,
  notes: string[],
): (number | null)[] {
  if (wanted && wanted.length !== shape.length) {
    throw new XaiError(
      'usage',
      `The input '${name}' has ${shape.length} axes, but a shape with ${wanted.length} was given.`,
    );
  }
  return shape.map((side, axis) => {
    if (axis === 0) return side;
    if (side !== null) {
      if (wanted && wanted[axis] !== side) {
        throw new XaiError(
          'usage',
          `The model fixes side ${axis} of its input '${name}' at ${side}, but ${wanted[axis]} was given.`,
        );
      }
      return side;
    }
    if (wanted) return wanted[axis]!;
    if (!isPicture || axis < 2) return null;
    notes.push(`The model leaves the ${axis === 2 ? 'height' : 'width'} of '${name}' free: ${defaultSide} is used.`);
    return defaultSide;
  });
}

/** @throws XaiError `usage` for a shape of what is no input */
export function requireInputs(inputs: readonly string[], shapes: InputShapes): void {
  const unknown = Object.keys(shapes).find((name) => !inputs.includes(name));
  if (unknown === undefined) return;
  throw new XaiError(
    'usage',
    `A size was given for the input '${unknown}', but the model's inputs are '${inputs.join("', '")}'.`,
  );
}
