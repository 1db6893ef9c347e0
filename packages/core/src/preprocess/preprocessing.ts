import type { Rgb } from '../image/center-crop.js';
import type { Filter } from '../image/filters.js';

/** Sides of a picture in pixels. */
export type Size = readonly [height: number, width: number];

/**
 * To which size a picture is brought before the crop.
 *
 * - `exact`: to `size`, whatever the aspect ratio.
 * - `shortest-edge`: the shorter side to `edge`, the longer to `trunc(edge * longer / shorter)`, as torchvision's
 *   `Resize(edge)` and Hugging Face's `shortest_edge`.
 * - `cover`: the smallest picture of the same aspect ratio that covers `size`, sides rounded (timm's ResizeKeepRatio).
 * - `fit`: the largest picture of the same aspect ratio that fits into `size`, sides rounded (letterbox; the crop pads).
 * - `none`: as it is.
 */
export type Resize =
  | { readonly kind: 'exact' | 'cover' | 'fit'; readonly size: Size }
  | { readonly kind: 'shortest-edge'; readonly edge: number }
  | { readonly kind: 'none' };

/** The middle `size` of the resized picture, padded with the colour `fill` (R, G, B) where the picture is smaller. */
export interface Crop {
  readonly size: Size;
  readonly fill: Rgb;
}

/** The order of the network's input channels; `gray` is one channel, the luma of ITU-R 601-2. */
export type Channels = 'rgb' | 'bgr' | 'gray';

/** How pixels become the input of a network: resize, crop, then `value = (pixel * scale - mean) / std`. */
export interface PreprocessingPieces {
  readonly resize: Resize;
  readonly filter: Filter;
  readonly crop: Crop | null;
  readonly channels: Channels;
  /** Factor for pixel values 0..255. */
  readonly scale: number;
  /** One number per channel **in the network's order** (B, G, R for `bgr`), in units after `scale`. */
  readonly mean: readonly number[];
  /** One number per channel, as `mean`. */
  readonly std: readonly number[];
}

/** The name of one piece. */
export type PieceName = keyof PreprocessingPieces;

/** Preprocessing as it is kept in the recipe (plain JSON), with where each piece came from. */
export interface Preprocessing extends PreprocessingPieces {
  /** For each piece: the file, flag, `default` or `guess` it was taken from. */
  readonly source: Readonly<Record<PieceName, string>>;
}

/** Number of channels of the network's input. */
export function channelCount(channels: Channels): 1 | 3 {
  return channels === 'gray' ? 1 : 3;
}
