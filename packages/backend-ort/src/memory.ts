import { XaiError, sizeOf } from '@pellucid/core';
import type { Shape } from './autodiff/rule.js';
import { byteLength } from './onnx/dtype.js';
import type { OnnxDType } from './onnx/dtype.js';
import type { Graph } from './onnx/graph.js';
import { reads, writes } from './onnx/topology.js';

/** Type and shape of a tensor; a free batch, like every side that is not known, is `null`. */
export interface TensorType {
  readonly dtype: OnnxDType;
  readonly shape: Shape;
}

const defaultMemoryLimit = 2 ** 31;

/**
 * Refuses a network whose tensors take too much memory, before any of them is made: a file of a few bytes can ask for
 * any size.
 *
 * @param types of as many tensors as are known; the others count nothing, and free sides 1
 * @param limit bytes that the tensors of one row may take at once
 * @throws XaiError `model-unsupported`
 */
export function requireMemory(graph: Graph, types: ReadonlyMap<string, TensorType>, limit = defaultMemoryLimit): void {
  const bytesOf = (name: string): number => {
    const type = types.get(name);
    return type ? byteLength(type.dtype, sizeOf(type.shape.map((side) => Math.max(side ?? 1, 0)))) : 0;
  };
  const { bytes, largest } = peakOf(graph, bytesOf);
  if (bytes <= limit) return;
  const shape = types.get(largest)?.shape.map((side) => side ?? 1) ?? [];
  throw new XaiError(
    'model-unsupported',
    `One row of the input takes ${inGib(bytes)} in this network (its tensor '${largest}' has the shape [${shape.join(', ')}]), but at most ${inGib(limit)} are allowed. Give a smaller input, or raise the limit on memory if the file is sound.`,
  );
}

/** The most bytes that are in use at once when each tensor is kept until its last reader is done, and the largest tensor then. */
function peakOf({ nodes, inputs }: Graph, bytesOf: (name: string) => number): { bytes: number; largest: string } {
  const lastReader = new Map<string, number>();
  nodes.forEach((node, at) => {
    for (const name of [...writes(node), ...reads(node)]) lastReader.set(name, at);
  });
  const live = new Map(inputs.map(({ name }) => [name, bytesOf(name)]));
  let bytes = [...live.values()].reduce((sum, size) => sum + size, 0);
  let peak = { bytes, largest: largestOf(live) };
  nodes.forEach((node, at) => {
    for (const name of writes(node)) {
      live.set(name, bytesOf(name));
      bytes += bytesOf(name);
    }
    if (bytes > peak.bytes) peak = { bytes, largest: largestOf(live) };
    for (const name of new Set([...writes(node), ...reads(node)])) {
      if (lastReader.get(name) !== at || !live.has(name)) continue;
      bytes -= live.get(name)!;
      live.delete(name);
    }
  });
  return peak;
}

function largestOf(live: ReadonlyMap<string, number>): string {
  const sorted = [...live].sort(([, a], [, b]) => b - a);
  return sorted[0]?.[0] ?? '';
}

function inGib(bytes: number): string {
  return `${bytes < 2 ** 30 ? (bytes / 2 ** 30).toPrecision(2) : (bytes / 2 ** 30).toFixed(1)} GiB`;
}
