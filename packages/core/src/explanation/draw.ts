import type { Attribution } from '../attribution.js';
import type { RgbPixels } from '../image/pixels.js';
import { renderBars } from '../render/bars.js';
import { colormap as colormapOf } from '../render/colormaps.js';
import type { ColormapName } from '../render/colormaps.js';
import { renderFeatureMaps } from '../render/feature-maps.js';
import { renderExplanation } from '../render/figure.js';
import { heatmap } from '../render/heatmap.js';
import type { Image } from '../render/image.js';
import { overlay } from '../render/overlay.js';
import { reduceChannels } from '../render/reduce.js';
import type { MapTensor } from '../render/reduce.js';
import type { ScaleRecord } from '../render/scale.js';
import { ranked } from '../target-weights.js';
import { withoutBatch } from '../tensor.js';
import { rectified, reduction } from './drawable-map.js';

/** Channels on a contact sheet. */
const channelsShown = 36;

export interface DrawOptions {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** What the numbers are. */
  readonly name: string;
  readonly colormap: ColormapName | undefined;
}

export interface Drawing {
  /** With title and legend. */
  readonly figure: Image;
  /** Without: the overlay alone, where there is one. */
  readonly plain: Image;
  /** For the recipe: scale and colours. */
  readonly rendering: Readonly<Record<string, unknown>>;
  /** The colours and scale of an overlay; null for contact sheets and charts. */
  readonly legend: { readonly colormap: ColormapName; readonly record: ScaleRecord } | null;
}

/** The picture of an attribution of one input, as its form asks for; `seen` is the network's picture, where it has one. */
export function drawAttribution(attribution: Attribution, seen: RgbPixels | null, options: DrawOptions): Drawing {
  const values = rectified(attribution, withoutBatch(attribution.values));
  const rank = values.shape.length;
  if (attribution.form !== 'activation' && (rank === 2 || rank === 3)) return drawMap(values, seen, options);
  if (attribution.form === 'activation' && rank === 3 && values.shape[1]! * values.shape[2]! > 1)
    return drawChannels(values, options);
  if (rank === 2) return drawChannels({ ...values, shape: [1, ...values.shape] }, options);
  return drawVector(values, options);
}

function drawMap(values: MapTensor, seen: RgbPixels | null, { title, subtitle, name, colormap }: DrawOptions): Drawing {
  const [height, width] = values.shape.slice(-2);
  const picture = seen ?? blank(width!, height!);
  const chosen = colormap === undefined ? {} : { colormap };
  const drawn = renderExplanation({
    picture,
    map: values,
    reduction,
    title,
    subtitle,
    name,
    ...chosen,
    panels: [seen ? 'overlay' : 'heatmap'],
  });
  const map = values.shape.length === 3 ? reduceChannels(values, reduction) : values;
  const coloring = { colormap: colormapOf(drawn.colormap), scale: drawn.scale.scale };
  return {
    figure: drawn.image,
    plain: seen ? overlay(seen, map, coloring) : heatmap(map, coloring),
    rendering: { colormap: drawn.colormap, ...drawn.scale, ...(values.shape.length === 3 && { reduction }) },
    legend: { colormap: drawn.colormap, record: drawn.scale },
  };
}

function blank(width: number, height: number): RgbPixels {
  return { data: new Uint8ClampedArray(width * height * 3).fill(255), width, height, channels: 3 };
}

function drawChannels(values: MapTensor, { title, subtitle, name, colormap }: DrawOptions): Drawing {
  const channels = strongestChannels(values).slice(0, channelsShown);
  const order = values.shape[0]! > 1 ? [...subtitle, 'strongest channels first'] : subtitle;
  const {
    image,
    scales,
    colormap: used,
  } = renderFeatureMaps({ activation: values, channels, title, subtitle: order, name, ...(colormap && { colormap }) });
  return { figure: image, plain: image, rendering: { colormap: used, channels, scales }, legend: null };
}

/** Channels by their largest size. */
export function strongestChannels({ data, shape }: MapTensor): number[] {
  const size = data.length / shape[0]!;
  const peaks = Array.from({ length: shape[0]! }, (_, channel) => {
    let peak = 0;
    for (let p = channel * size; p < (channel + 1) * size; p++) peak = Math.max(peak, Math.abs(data[p]!));
    return peak;
  });
  return ranked(peaks);
}

function drawVector({ data }: MapTensor, { title, subtitle }: DrawOptions): Drawing {
  const image = renderBars({ values: data, title, subtitle });
  return { figure: image, plain: image, rendering: { chart: 'bars' }, legend: null };
}
