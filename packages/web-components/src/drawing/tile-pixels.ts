import { floatTensor, resize, upsample } from '@pellucid/core';
import type { MapTensor, RgbPixels } from '@pellucid/core';

/** Pixels of a tile's side: as many as its place on a sharp screen has, and few enough to be painted within a few milliseconds. */
const most = 256;

/** A picture in the size of a tile. */
export function tilePicture(picture: RgbPixels): RgbPixels {
  const [height, width] = tileSides(picture.height, picture.width);
  return height === picture.height && width === picture.width ? picture : resize(picture, height, width, 'bilinear');
}

/** Of a map [H,W] as many values as a tile has pixels. */
export function tileMap({ data, shape }: MapTensor): MapTensor {
  const [height = 1, width = 1] = shape;
  return upsample(floatTensor(data, shape), ...tileSides(height, width), 'nearest');
}

function tileSides(height: number, width: number): [height: number, width: number] {
  const factor = Math.min(1, most / Math.max(height, width));
  return [Math.max(1, Math.round(height * factor)), Math.max(1, Math.round(width * factor))];
}
