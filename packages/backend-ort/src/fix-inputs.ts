import { XaiError, asStored, channelsFirst, fixSides, requireInputs } from '@pellucid/core';
import type { InputShapes } from '@pellucid/core';
import { pictureLayout } from './onnx/axes/picture-layout.js';
import type { Graph, ValueInfo } from './onnx/graph.js';
import { batchSide } from './probe.js';

/**
 * Gives every side of every input a number, or the name of the free batch: gradients are built for one size.
 *
 * @throws XaiError `usage` for shapes that do not fit, `model-unsupported` for a side that stays free
 */
export function fixInputs(graph: Graph, shapes: InputShapes): { graph: Graph; notes: string[] } {
  const notes: string[] = [];
  requireInputs(
    graph.inputs.map(({ name }) => name),
    shapes,
  );
  const inputs = graph.inputs.map((input) => fixInput(input, shapes[input.name], notes));
  return { graph: { ...graph, inputs }, notes };
}

function fixInput(input: ValueInfo, wanted: readonly number[] | undefined, notes: string[]): ValueInfo {
  const { name } = input;
  const stored = input.shape?.map(asSide) ?? wanted?.map(() => null);
  if (!stored) {
    throw new XaiError(
      'model-unsupported',
      `The model does not say the rank of its input '${name}'. Give its shape when you load it.`,
    );
  }
  const layout = pictureLayout(stored);
  // What has four sides and no small one that tells its channels is taken for [N, C, H, W].
  const isPicture = stored.length === 4;
  const sides = fixSides({ name, shape: channelsFirst(stored, layout), isPicture }, wanted, notes);
  const shape = sides.map((side, axis) => {
    if (side !== null) return side;
    if (axis === 0) return batchSide;
    throw new XaiError(
      'model-unsupported',
      `The model leaves side ${axis} of its input '${name}' free. Give its shape when you load it.`,
    );
  });
  return { ...input, shape: asStored(shape, layout) };
}

/** The side as a number, or null where it is free: named, unknown, or 0 as some exporters write it. */
function asSide(side: number | string | null): number | null {
  return typeof side === 'number' && side > 0 ? side : null;
}
