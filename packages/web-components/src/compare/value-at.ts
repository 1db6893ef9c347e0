import type { MapTensor } from '@pellucid/core';
import type { Cell } from '../controllers/probe-controller.js';

/** The value of a map at the middle of a cell of another map over the same picture, which may have other sides. */
export function valueAt({ data, shape }: MapTensor, { x, y }: Cell, cells: MapTensor): number {
  const [height = 1, width = 1] = shape;
  const [rows = 1, columns = 1] = cells.shape;
  return data[Math.floor(((y + 0.5) / rows) * height) * width + Math.floor(((x + 0.5) / columns) * width)]!;
}
