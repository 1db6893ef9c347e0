import { XaiError } from '@pellucid/core';
import { asStored, channelsFirst, pictureLayout } from './onnx/axes/picture-layout.js';
import type { Graph, ValueInfo } from './onnx/graph.js';
import { batchSide } from './probe.js';

/** Side given to the height and width of a picture where neither the file nor the caller says one. */
const defaultSide = 224;

/**
 * Gives every side of every input a number, or the name of the free batch: gradients are built for one size.
 *
 * @param shapes wanted shapes by input name, as core sees them ([N, C, H, W] for pictures); the batch is not used
 */
export function fixInputs(
  graph: Graph,
  shapes: Readonly<Record<string, readonly number[]>>,
): { graph: Graph; notes: string[] } {
  const notes: string[] = [];
  for (const name of Object.keys(shapes)) {
    if (!graph.inputs.some((input) => input.name === name)) {
      throw new XaiError(
        'usage',
        `A size was given for the input '${name}', but the model's inputs are '${graph.inputs.map((i) => i.name).join("', '")}'.`,
      );
    }
  }
  const inputs = graph.inputs.map((input) => fixInput(input, shapes[input.name], notes));
  return { graph: { ...graph, inputs }, notes };
}

function fixInput(input: ValueInfo, wanted: readonly number[] | undefined, notes: string[]): ValueInfo {
  // A size is asked for, and given, in core's order.
  const layout = pictureLayout(input.shape ?? []);
  const sides = input.shape ? channelsFirst(input.shape, layout) : (wanted?.map(() => null) ?? null);
  if (!sides) {
    throw new XaiError(
      'model-unsupported',
      `The model does not say the rank of its input '${input.name}'. Give its shape when you load it.`,
    );
  }
  if (wanted && wanted.length !== sides.length) {
    throw new XaiError(
      'usage',
      `The input '${input.name}' has ${sides.length} axes, but a shape with ${wanted.length} was given.`,
    );
  }
  const shape = sides.map((side, axis) => {
    if (typeof side === 'number' && side > 0) {
      if (axis > 0 && wanted && wanted[axis] !== side) {
        throw new XaiError(
          'usage',
          `The model fixes side ${axis} of its input '${input.name}' at ${side}, but ${wanted[axis]} was given.`,
        );
      }
      return side;
    }
    if (axis === 0) return batchSide;
    if (wanted) return wanted[axis]!;
    if (sides.length === 4 && axis >= 2) {
      notes.push(
        `The model leaves the ${axis === 2 ? 'height' : 'width'} of '${input.name}' free: ${defaultSide} is used.`,
      );
      return defaultSide;
    }
    throw new XaiError(
      'model-unsupported',
      `The model leaves side ${axis} of its input '${input.name}' free. Give its shape when you load it.`,
    );
  });
  return { ...input, shape: asStored(shape, layout) };
}
