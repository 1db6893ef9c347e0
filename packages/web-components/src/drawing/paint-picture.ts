import { colormap, overlay } from '@pellucid/core';
import type { RgbPixels } from '@pellucid/core';
import { paintImage } from './paint.js';

/** Draws a picture as it is: under a map that nothing is seen of. */
export function paintPicture(canvas: HTMLCanvasElement, picture: RgbPixels): void {
  const nothing = { data: new Float32Array(1), shape: [1, 1] };
  const coloring = { colormap: colormap('inferno'), scale: { kind: 'sequential', min: 0, max: 1 } } as const;
  paintImage(canvas, overlay(picture, nothing, { ...coloring, opacity: 0, background: 'color' }));
}
