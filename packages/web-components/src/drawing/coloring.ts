import { XaiError, chooseScale, colormap, colormapNames, fixedScale, parseNumber } from '@pellucid/core';
import type { Colormap, DrawableMap, ScaleRecord } from '@pellucid/core';

/** The colours of a map, as an element asks for them. */
export interface ColoringSettings {
  /** A name of core's; null for the default of the scale's kind. */
  readonly colormap: string | null;
  /** Fixed ends of the scale, `LOW,HIGH`; null for the map's own. */
  readonly range: string | null;
}

export interface MapColoring {
  readonly colormap: Colormap;
  readonly record: ScaleRecord;
}

/**
 * The colours and the scale of a map.
 *
 * @throws XaiError `usage` for an unknown name or a range that is none
 */
export function coloringOf({ map, record }: DrawableMap, settings: ColoringSettings): MapColoring {
  const asked = settings.colormap ? colormap(settings.colormap) : null;
  const { kind } = asked ?? record.scale;
  const chosen = settings.range
    ? fixedScale(map.data, scaleOf(settings.range, kind))
    : kind === record.scale.kind
      ? record
      : chooseScale(map.data, { kind, percentile: record.percentile ?? 100 });
  return { colormap: asked ?? colormap(colormapNames[chosen.scale.kind][0]), record: chosen };
}

function scaleOf(range: string, kind: Colormap['kind']): ScaleRecord['scale'] {
  const ends = range.split(',').map((end) => parseNumber(end, 'range'));
  const [min, max] = ends;
  if (ends.length !== 2 || !(min! < max!))
    throw new XaiError('usage', `range takes the lowest and the highest value, as in '0,1', but got '${range}'.`);
  return kind === 'diverging'
    ? { kind, limit: Math.max(Math.abs(min!), Math.abs(max!)) }
    : { kind, min: min!, max: max! };
}
