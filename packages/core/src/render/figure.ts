import type { Pixels } from '../image/pixels.js';
import { colormap, colormapNames } from './colormaps.js';
import type { ColormapKind, ColormapName } from './colormaps.js';
import { heatmap } from './heatmap.js';
import { imageFromPixels, zoomImage } from './image.js';
import type { Image } from './image.js';
import { legend } from './legend.js';
import { montage } from './montage.js';
import { overlay } from './overlay.js';
import type { OverlayOptions } from './overlay.js';
import { framedPage, headingBlock, MIN_PANEL, MIN_WIDTH, themes } from './page.js';
import type { ThemeName } from './page.js';
import { reduceChannels } from './reduce.js';
import type { ChannelReduction, MapTensor } from './reduce.js';
import { chooseScale, fixedScale } from './scale.js';
import type { Scale, ScaleRecord } from './scale.js';

export type Panel = 'picture' | 'heatmap' | 'overlay';

const captions: Readonly<Record<Panel, string>> = { picture: 'input', heatmap: 'map', overlay: 'overlay' };

export interface ExplanationFigure extends Partial<Pick<OverlayOptions, 'opacity' | 'blend' | 'background'>> {
  /** What the network saw. */
  readonly picture: Pixels;
  /** Raw values: a map [H,W], or an input-space attribution [C,H,W]. Neither is changed. */
  readonly map: MapTensor;
  /** For an attribution [C,H,W]. Default `abs-max`. */
  readonly reduction?: ChannelReduction;
  readonly title: string;
  /** Further lines below the title. Default none. */
  readonly subtitle?: readonly string[];
  /** What the numbers of the legend are, with their unit. Default `attribution`. */
  readonly name?: string;
  /** Default `inferno` for a sequential scale, `rdbu` for a diverging one. */
  readonly colormap?: ColormapName;
  /** A fixed scale, to compare figures. Default: chosen from this map. */
  readonly scale?: Scale;
  /** The kind of a chosen scale: `diverging` for a signed method. Default the colour map's, else `auto` (chooseScale). */
  readonly kind?: ColormapKind | 'auto';
  /** Where a chosen scale ends. Default 99 for an attribution [C,H,W], 100 for a map [H,W]. */
  readonly percentile?: number;
  /** Side by side, from the left. Default the overlay alone. */
  readonly panels?: readonly Panel[];
  /** Default true. */
  readonly legend?: boolean;
  /** Whole pixels per pixel of the picture. Default: the least that makes its longer side 448 pixels, 320 for several panels. */
  readonly zoom?: number;
  /** Default `light`. */
  readonly theme?: ThemeName;
}

export interface RenderedExplanation {
  readonly image: Image;
  readonly scale: ScaleRecord;
  readonly colormap: ColormapName;
}

/**
 * The figure of an explanation: title, overlay (or several panels), colour bar with its numbers.
 *
 * @throws XaiError `usage` for shapes, options or kinds that do not fit, `input-invalid` for a map that is not finite
 */
export function renderExplanation(figure: ExplanationFigure): RenderedExplanation {
  const { title, subtitle = [], name = 'attribution', panels = ['overlay'] } = figure;
  const picture = imageFromPixels(figure.picture);
  const hasChannels = figure.map.shape.length === 3;
  const map = hasChannels ? reduceChannels(figure.map, figure.reduction ?? 'abs-max') : figure.map;

  const asked = figure.colormap === undefined ? undefined : colormap(figure.colormap);
  const kind = figure.kind ?? asked?.kind ?? 'auto';
  const percentile = figure.percentile ?? (hasChannels ? 99 : 100);
  const record = figure.scale ? fixedScale(map.data, figure.scale) : chooseScale(map.data, { kind, percentile });
  const colors = asked ?? colormap(colormapNames[record.scale.kind][0]);
  const coloring = { colormap: colors, scale: record.scale };

  const several = panels.length > 1;
  const longerSide = Math.max(picture.width, picture.height);
  const zoom = figure.zoom ?? Math.ceil((several ? MIN_PANEL : MIN_WIDTH) / longerSide);
  const draw: Record<Panel, () => Image> = {
    picture: () => picture,
    heatmap: () => heatmap(map, coloring),
    overlay: () => overlay(picture, map, { ...figure, ...coloring }),
  };
  const tiles = panels.map((panel) => {
    const image = zoomImage(draw[panel](), zoom);
    return several ? { image, caption: captions[panel] } : { image };
  });

  const page = { theme: themes[figure.theme ?? 'light'], scale: Math.max(1, Math.round((longerSide * zoom) / 1000)) };
  const body = montage(tiles, { columns: panels.length, gap: 12 * page.scale }, page);
  const width = Math.max(MIN_WIDTH * page.scale, body.width);
  const blocks = [headingBlock(title, subtitle, width, page), body];
  if (figure.legend ?? true) blocks.push(legend({ colormap: colors, record, name, width }, page));
  return { image: framedPage(blocks, page), scale: record, colormap: colors.name };
}
