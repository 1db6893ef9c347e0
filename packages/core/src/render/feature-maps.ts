import { XaiError } from '../errors.js';
import { sizeOf } from '../tensor.js';
import { colormap } from './colormaps.js';
import type { ColormapName } from './colormaps.js';
import { heatmap } from './heatmap.js';
import { zoomImage } from './image.js';
import type { Image } from './image.js';
import { legend } from './legend.js';
import { montage } from './montage.js';
import { framedPage, headingBlock, MIN_WIDTH, themes } from './page.js';
import type { ThemeName } from './page.js';
import type { MapTensor } from './reduce.js';
import { chooseScale } from './scale.js';
import type { ScaleRecord } from './scale.js';

/** Tiles are zoomed to at least this many pixels. */
const MIN_TILE = 80;

export interface FeatureMapSheet {
  /** Raw values [C,H,W]; not changed. */
  readonly activation: MapTensor;
  /** Which channels, in this order. Default: the first 64. */
  readonly channels?: readonly number[];
  readonly title: string;
  /** Further lines below the title. Default none. */
  readonly subtitle?: readonly string[];
  /** What the numbers of the legend are. Default `activation`. */
  readonly name?: string;
  /** `shared` (default): one scale for all, quiet channels look quiet. `per-map`: each channel fills its own, no legend. */
  readonly scaling?: 'shared' | 'per-map';
  /** Default `viridis` where no negative value matters, else `rdbu`. */
  readonly colormap?: ColormapName;
  /** Default: as many as make the sheet about square. */
  readonly columns?: number;
  /** Default `light`. */
  readonly theme?: ThemeName;
}

export interface RenderedFeatureMaps {
  readonly image: Image;
  /** One scale for the whole sheet, or one for each drawn channel. */
  readonly scales: readonly ScaleRecord[];
  readonly colormap: ColormapName;
}

/**
 * A contact sheet of the channels of an activation, each captioned with its index.
 *
 * @throws XaiError `usage` for another rank or channels that are not there, `input-invalid` for values that are not finite
 */
export function renderFeatureMaps(sheet: FeatureMapSheet): RenderedFeatureMaps {
  const { activation, title, name = 'activation', scaling = 'shared' } = sheet;
  const [count = 0, height = 0, width = 0] = activation.shape;
  const size = height * width;
  if (activation.shape.length !== 3 || size === 0 || sizeOf(activation.shape) !== activation.data.length) {
    throw new XaiError(
      'usage',
      `Feature maps have the shape [C,H,W], but [${activation.shape.join(', ')}] with ${activation.data.length} values was given. Take one picture of the batch; renderBars draws vectors.`,
    );
  }
  const channels = sheet.channels ?? Array.from({ length: Math.min(64, count) }, (_, channel) => channel);
  const missing = channels.find((channel) => !Number.isInteger(channel) || channel < 0 || channel >= count);
  if (missing !== undefined) {
    throw new XaiError('usage', `There is no channel ${missing}: the layer has ${count}, numbered from 0.`);
  }
  const maps = channels.map((channel) => activation.data.subarray(channel * size, (channel + 1) * size));
  const asked = sheet.colormap === undefined ? undefined : colormap(sheet.colormap);
  const shared = chooseScale(activation.data, { kind: asked?.kind ?? 'auto' });
  const { kind } = shared.scale;
  const colors = asked ?? colormap(kind === 'diverging' ? 'rdbu' : 'viridis');
  const scales = scaling === 'shared' ? [shared] : maps.map((map) => chooseScale(map, { kind }));

  const page = { theme: themes[sheet.theme ?? 'light'], scale: 1 };
  const zoom = Math.ceil(MIN_TILE / Math.max(height, width));
  const tiles = maps.map((data, i) => {
    const { scale } = scales[i] ?? shared;
    const image = heatmap({ data, shape: [height, width] }, { colormap: colors, scale });
    return { image: zoomImage(image, zoom), caption: String(channels[i]) };
  });
  const body = montage(tiles, sheet, page);
  const notes = [
    ...(channels.length < count ? [`${channels.length} of ${count} channels`] : []),
    ...(scaling === 'per-map' ? ['each channel on its own scale'] : []),
  ];
  const pageWidth = Math.max(MIN_WIDTH, body.width);
  const blocks = [headingBlock(title, [...(sheet.subtitle ?? []), ...notes], pageWidth, page), body];
  if (scaling === 'shared') {
    const note = `one scale for all ${count} channels`;
    blocks.push(legend({ colormap: colors, record: shared, name, note, width: pageWidth }, page));
  }
  return { image: framedPage(blocks, page), scales, colormap: colors.name };
}
