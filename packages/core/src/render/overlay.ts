import { XaiError } from '../errors.js';
import { toGray } from '../image/gray.js';
import { opaque } from '../image/opaque.js';
import type { Pixels } from '../image/pixels.js';
import { heatmap } from './heatmap.js';
import type { Coloring } from './heatmap.js';
import { blendPixel, imageFromPixels } from './image.js';
import type { Image, Rgb } from './image.js';
import type { MapTensor } from './reduce.js';
import { normalize } from './scale.js';
import type { Scale } from './scale.js';

export interface OverlayOptions extends Coloring {
  /** 0 shows the picture alone, 1 the colours alone (where `blend` lets them). Default 0.8 by value, 0.5 constant. */
  readonly opacity?: number;
  /** `by-value` (default): strong values cover the picture, weak ones leave it visible. `constant`: the same everywhere. */
  readonly blend?: 'by-value' | 'constant';
  /** Whether the picture below is drawn in gray (default), so that all colour means attribution, or in its colours. */
  readonly background?: 'gray' | 'color';
}

/**
 * The colours of a map over a picture. A map of another size than the picture is stretched over it, nearest value.
 *
 * @param picture as the network saw it
 * @param map [H,W], any finite numbers
 * @throws XaiError `usage` for a map of another rank, an opacity outside 0 to 1, or kinds that differ
 */
export function overlay(picture: Pixels, map: MapTensor, options: OverlayOptions): Image {
  const { blend = 'by-value', background = 'gray', scale } = options;
  const { opacity = blend === 'by-value' ? 0.8 : 0.5 } = options;
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new XaiError('usage', `An opacity lies from 0 to 1, but ${opacity} was given.`);
  }
  const colors = heatmap(map, options);
  const positions = normalize(map.data, scale);
  const image = imageFromPixels(background === 'gray' ? toGray(opaque(picture)) : picture);
  for (let y = 0; y < image.height; y++) {
    const row = Math.floor(((y + 0.5) * colors.height) / image.height) * colors.width;
    for (let x = 0; x < image.width; x++) {
      const from = row + Math.floor(((x + 0.5) * colors.width) / image.width);
      const color: Rgb = [colors.data[from * 4]!, colors.data[from * 4 + 1]!, colors.data[from * 4 + 2]!];
      blendPixel(image, x, y, color, blend === 'by-value' ? opacity * strength(positions[from]!, scale) : opacity);
    }
  }
  return image;
}

/** How far a position on the scale is from the one that means nothing: the cold end, or the middle of a diverging scale. */
function strength(position: number, scale: Scale): number {
  return scale.kind === 'diverging' ? Math.abs(2 * position - 1) : position;
}
