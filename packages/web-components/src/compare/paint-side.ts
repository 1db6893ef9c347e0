import type { Side } from './comparison.js';
import type { MapColoring } from '../drawing/coloring.js';
import { paintMap, paintSheet } from '../drawing/paint.js';
import { paintPicture } from '../drawing/paint-picture.js';

/** All that one side of a comparison is drawn from. */
export interface SideDrawing {
  readonly side: Side;
  /** Its picture is shown where this side has no result. */
  readonly other: Side;
  readonly coloring: MapColoring | null;
  readonly opacity: number | null;
  readonly colormap: string | null;
}

/** Draws one side of a comparison: its map, else the picture that the other side was made of, else nothing. */
export function paintSide(canvas: HTMLCanvasElement, drawing: SideDrawing): void {
  const { side, other, coloring, opacity, colormap } = drawing;
  if (side.result) {
    const { drawable, seen } = side.result;
    if (!drawable) paintSheet(canvas, side.result, colormap);
    else if (coloring) paintMap(canvas, drawable.map, seen, coloring, opacity);
  } else if (other.result?.seen) paintPicture(canvas, other.result.seen);
  else canvas.getContext('2d')!.clearRect(0, 0, canvas.width, canvas.height);
}
