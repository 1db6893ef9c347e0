import type { Layout } from '@pellucid/core';
import type { Graph } from '../graph.js';
import type { Axes } from './atom.js';
import { bindPositions, isPurely } from './atom.js';
import { pictureLayout } from './picture-layout.js';
import type { KnownShapes } from './trace.js';
import { traceAxes } from './trace.js';

/**
 * How the file stores each picture and feature map. Tensors of rank 4 that are none (attention, windows) have no layout: to
 * transpose them would be wrong. Those of other ranks need none: `nchw` and `nhwc` say where the channels stand beside height
 * and width, signals [N, C, T] have one order in ONNX (that of its convolutions), and the positions of tokens [N, T, C] are
 * followed by core, in the order in which the file has them.
 *
 * @param batch side of the inputs that is the batch: `null` where it is free
 */
export function layoutsOf(graph: Graph, known: KnownShapes, batch: number | null): Map<string, Layout> {
  const traced = traceAxes(graph, known, batch);
  for (const { name } of graph.inputs) {
    const axes = traced.get(name)!;
    if (axes.length !== 4 || layoutOf(axes)) continue;
    const layout = pictureLayout(known.shapeOf(name));
    if (!layout) continue;
    bindPositions(axes, layout === 'nchw' ? 2 : 1);
  }
  return new Map([...traced].flatMap(([name, axes]) => [[name, layoutOf(axes)] as const].filter(hasLayout)));
}

function layoutOf(axes: Axes): Layout | null {
  const [batch, second, third, last] = axes;
  if (axes.length !== 4 || !isPurely(batch, 'batch')) return null;
  if (isPurely(third, 'height') && isPurely(last, 'width')) return 'nchw';
  return isPurely(second, 'height') && isPurely(third, 'width') ? 'nhwc' : null;
}

function hasLayout(entry: readonly [string, Layout | null]): entry is [string, Layout] {
  return entry[1] !== null;
}
