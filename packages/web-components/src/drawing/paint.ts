import { drawAttribution, heatmap, overlay } from '@pellucid/core';
import type { ColormapName, Image, MapTensor, RgbPixels } from '@pellucid/core';
import type { ExplanationResult } from '../protocol.js';
import type { MapColoring } from './coloring.js';

/** Draws a map over what the network saw, or alone where that is no picture. */
export function paintMap(
  canvas: HTMLCanvasElement,
  map: MapTensor,
  seen: RgbPixels | null,
  { colormap, record }: MapColoring,
  opacity: number | null,
): void {
  const coloring = { colormap, scale: record.scale };
  paintImage(
    canvas,
    seen ? overlay(seen, map, { ...coloring, ...(opacity !== null && { opacity }) }) : heatmap(map, coloring),
  );
}

/** Draws a result that is no map: a sheet of channels, or bars. */
export function paintSheet(canvas: HTMLCanvasElement, result: ExplanationResult, asked: string | null): void {
  const { attribution, seen, title, subtitle, unit } = result;
  const colormap = (asked ?? undefined) as ColormapName | undefined;
  paintImage(canvas, drawAttribution(attribution, seen, { title, subtitle, name: unit, colormap }).plain);
}

/** Puts the pixels of an image on a canvas, which takes its size. */
export function paintImage(canvas: HTMLCanvasElement, { data, width, height }: Image): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
}
