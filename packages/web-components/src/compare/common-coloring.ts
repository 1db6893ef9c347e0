import { colormap, colormapNames, fixedScale, widestScale } from '@pellucid/core';
import type { DrawableMap } from '@pellucid/core';
import type { ColoringSettings, MapColoring } from '../drawing/coloring.js';
import { coloringOf } from '../drawing/coloring.js';

/**
 * Colours and one scale for several maps (at least one), so that the same colour is the same number in all of them: the
 * smallest scale that holds those that each would have alone. The record counts the values of all maps.
 *
 * @throws XaiError `usage` as `coloringOf`
 */
export function commonColoring(drawables: readonly DrawableMap[], settings: ColoringSettings): MapColoring {
  const scale = widestScale(drawables.map((drawable) => coloringOf(drawable, settings).record.scale));
  const records = drawables.map(({ map }) => fixedScale(map.data, scale));
  const count = (side: 'below' | 'above'): number => records.reduce((sum, { clipped }) => sum + clipped[side], 0);
  return {
    colormap: colormap(settings.colormap ?? colormapNames[scale.kind][0]),
    record: { scale, chosen: 'fixed', percentile: null, clipped: { below: count('below'), above: count('above') } },
  };
}
