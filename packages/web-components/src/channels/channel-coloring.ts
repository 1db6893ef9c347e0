import { chooseScale } from '@pellucid/core';
import type { MapTensor } from '@pellucid/core';
import type { Channels } from './channels.js';
import { coloringOf } from '../drawing/coloring.js';
import type { ColoringSettings, MapColoring } from '../drawing/coloring.js';

/**
 * The colours that all channels of a layer share; viridis where none are negative, as on a contact sheet.
 *
 * @throws XaiError `usage` for an unknown name or a range that is none
 */
export function sharedColoring({ values, ends, record }: Channels, { colormap, range }: ColoringSettings): MapColoring {
  // What lies beyond a given range is counted among all values; for the rest the two ends are enough.
  const map = range ? values : { data: ends, shape: [1, ends.length] };
  const usual = record.scale.kind === 'sequential' ? 'viridis' : null;
  return coloringOf({ map, record }, { colormap: colormap ?? usual, range });
}

/** The same colours on the scale of one channel. */
export function ownColoring(map: MapTensor, shared: MapColoring): MapColoring {
  return { ...shared, record: chooseScale(map.data, { kind: shared.record.scale.kind }) };
}
