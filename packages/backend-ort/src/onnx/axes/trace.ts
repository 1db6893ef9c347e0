import type { Graph } from '../graph.js';
import { reads } from '../topology.js';
import type { Axes, Sides } from './atom.js';
import { createAtom } from './atom.js';
import { axesAfter, newAxisOf } from './rules.js';

/** Shapes of the tensors of a network, constants included. */
export interface KnownShapes {
  has(tensor: string): boolean;
  shapeOf(tensor: string): Sides;
}

/**
 * What the axes of every tensor that depends on the inputs come from, traced through the network: the batch, and the
 * height and width that convolutions, pools and averages over positions name, before or behind.
 *
 * @param batch sides of the inputs that are the batch: `null` where it is free
 */
export function traceAxes(graph: Graph, known: KnownShapes, batch: number | null): Map<string, Axes> {
  const rows = [createAtom(batch, 'batch')];
  const newAxis = newAxisOf(rows);
  const axes = new Map<string, Axes>();
  for (const { name } of graph.inputs)
    axes.set(
      name,
      known.shapeOf(name).map((side, axis) => (axis === 0 && side === batch ? rows : newAxis(side))),
    );
  for (const node of graph.nodes) {
    if (!reads(node).some((name) => axes.has(name))) continue;
    const inputs = node.inputs.map((name) => axes.get(name) ?? null);
    for (const [index, output] of node.outputs.entries()) {
      if (!known.has(output)) continue;
      axes.set(
        output,
        axesAfter({
          node,
          output: index,
          inputs,
          inputShape: (input) => known.shapeOf(node.inputs[input]!),
          shape: known.shapeOf(output),
          constant: (input) => graph.constants.get(node.inputs[input] ?? ''),
          newAxis,
        }),
      );
    }
  }
  return axes;
}
