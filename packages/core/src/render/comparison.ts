import { XaiError } from '../errors.js';
import type { Pixels } from '../image/pixels.js';
import { floatTensor } from '../tensor.js';
import { colormap, colormapNames } from './colormaps.js';
import type { ColormapName } from './colormaps.js';
import { formatNumber } from './format.js';
import { heatmap } from './heatmap.js';
import { zoomImage } from './image.js';
import type { Image } from './image.js';
import { legend } from './legend.js';
import { montage } from './montage.js';
import { overlay } from './overlay.js';
import { framedPage, headingBlock, MIN_PANEL, themes } from './page.js';
import type { ThemeName } from './page.js';
import { reduceChannels } from './reduce.js';
import type { ChannelReduction, MapTensor } from './reduce.js';
import { chooseScale, fixedScale, widestScale } from './scale.js';
import type { ScaleRecord } from './scale.js';

export interface ComparisonFigure {
  /** What both networks saw; null where it is no picture, and the maps are drawn alone. */
  readonly picture: Pixels | null;
  /** Raw values: two maps [H,W], or two input-space attributions [C,H,W]. Neither is changed. */
  readonly maps: readonly [a: MapTensor, b: MapTensor];
  /** What the maps are of. */
  readonly captions: readonly [a: string, b: string];
  /** For attributions [C,H,W]. Default `abs-max`. */
  readonly reduction?: ChannelReduction;
  readonly title: string;
  /** Further lines below the title. Default none. */
  readonly subtitle?: readonly string[];
  /** What the numbers of the legend are. Default `attribution`. */
  readonly name?: string;
  /** Default `inferno` for a sequential scale, `rdbu` for a diverging one. */
  readonly colormap?: ColormapName;
  /** Default `light`. */
  readonly theme?: ThemeName;
}

export interface RenderedComparison {
  readonly image: Image;
  /** The scale of all three panels. */
  readonly scale: ScaleRecord;
  readonly colormap: ColormapName;
}

/**
 * Two maps of one picture side by side, and their difference, all on one scale: the smallest that holds the scales that
 * the two would have alone. The difference is B less A where the scale is diverging, and its size where it is not, or
 * where the maps have channels (the reduction of the differences, not the difference of what is drawn).
 *
 * @throws XaiError `usage` for maps of different shapes, `input-invalid` for maps that are not finite
 */
export function renderComparison(figure: ComparisonFigure): RenderedComparison {
  const { picture, maps, captions, reduction = 'abs-max', title, subtitle = [], name = 'attribution' } = figure;
  checkShapes(maps);
  const hasChannels = maps[0].shape.length === 3;
  const flat = (map: MapTensor): MapTensor => (hasChannels ? reduceChannels(map, reduction) : map);
  const drawn = maps.map(flat);

  const asked = figure.colormap === undefined ? undefined : colormap(figure.colormap);
  const choice = { kind: asked?.kind ?? 'auto', percentile: hasChannels ? 99 : 100 } as const;
  const scale = widestScale(drawn.map(({ data }) => chooseScale(data, choice).scale));
  const colors = asked ?? colormap(colormapNames[scale.kind][0]);

  const raw = differenceOf(maps);
  const isSigned = !hasChannels && scale.kind === 'diverging';
  const difference = flat(isSigned ? raw : { ...raw, data: raw.data.map(Math.abs) });
  const largest = raw.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

  const coloring = { colormap: colors, scale };
  const images = drawn.map((map) => (picture ? overlay(picture, map, coloring) : heatmap(map, coloring)));
  const zoomed = (image: Image): Image => zoomImage(image, Math.ceil(MIN_PANEL / Math.max(image.width, image.height)));
  const tiles = [
    ...images.map((image, i) => ({ image: zoomed(image), caption: captions[i]! })),
    {
      image: zoomed(heatmap(difference, coloring)),
      caption: `${isSigned ? 'B − A' : '|B − A|'}, at most ${formatNumber(largest)}`,
    },
  ];

  const page = { theme: themes[figure.theme ?? 'light'], scale: 1 };
  const body = montage(tiles, { columns: 3, gap: 12 }, page);
  const record = fixedScale(joined([...drawn, difference]), scale);
  const note = 'one scale for all three';
  const blocks = [
    headingBlock(title, subtitle, body.width, page),
    body,
    legend({ colormap: colors, record, name, note, width: body.width }, page),
  ];
  return { image: framedPage(blocks, page), scale: record, colormap: colors.name };
}

function differenceOf([a, b]: readonly [MapTensor, MapTensor]): MapTensor {
  return floatTensor(
    a.data.map((value, i) => b.data[i]! - value),
    a.shape,
  );
}

function joined(maps: readonly MapTensor[]): Float32Array {
  const values = new Float32Array(maps.reduce((sum, { data }) => sum + data.length, 0));
  let offset = 0;
  for (const { data } of maps) {
    values.set(data, offset);
    offset += data.length;
  }
  return values;
}

function checkShapes([a, b]: readonly [MapTensor, MapTensor]): void {
  const [first, second] = [a.shape.join(', '), b.shape.join(', ')];
  if (first === second) return;
  throw new XaiError(
    'usage',
    `Two maps of the same shape are compared, but one is [${first}] and the other [${second}].`,
  );
}
