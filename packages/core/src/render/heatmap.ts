import { XaiError } from '../errors.js';
import { colormapNames } from './colormaps.js';
import type { Colormap } from './colormaps.js';
import { createImage } from './image.js';
import type { Image } from './image.js';
import { mapSize } from './reduce.js';
import type { MapTensor } from './reduce.js';
import { normalize } from './scale.js';
import type { Scale } from './scale.js';

/** How values become colours. Both kinds must agree: a diverging map on a sequential scale would lie about 0. */
export interface Coloring {
  readonly colormap: Colormap;
  readonly scale: Scale;
}

/**
 * The map in colours, a pixel per value.
 *
 * @param map [H,W], any finite numbers
 * @throws XaiError `usage` when the map has another rank or the kinds of scale and colour map differ
 */
export function heatmap(map: MapTensor, { colormap, scale }: Coloring): Image {
  checkKinds(colormap, scale);
  const { width, height } = mapSize(map);
  const image = createImage(width, height, [0, 0, 0]);
  normalize(map.data, scale).forEach((t, at) => {
    const entry = Math.round(t * 255) * 3;
    for (let channel = 0; channel < 3; channel++) {
      image.data[at * 4 + channel] = colormap.colors[entry + channel]!;
    }
  });
  return image;
}

function checkKinds(colormap: Colormap, scale: Scale): void {
  if (colormap.kind === scale.kind) return;
  throw new XaiError(
    'usage',
    `The colour map '${colormap.name}' is ${colormap.kind}, but the scale is ${scale.kind}. Use one of ${colormapNames[scale.kind].join(', ')}, or another scale.`,
  );
}
