import { channelCount } from './preprocessing.js';
import type { PreprocessingPieces } from './preprocessing.js';

/** What black and white pixels become in a network's input: one number per channel, in the network's order. */
export interface PixelRange {
  readonly black: readonly number[];
  readonly white: readonly number[];
}

/** The network's values of black (0) and white (255) under a preprocessing. */
export function pixelRange({
  channels,
  scale,
  mean,
  std,
}: Pick<PreprocessingPieces, 'channels' | 'scale' | 'mean' | 'std'>): PixelRange {
  const valueOf = (pixel: number): number[] =>
    Array.from({ length: channelCount(channels) }, (_, channel) => (pixel * scale - mean[channel]!) / std[channel]!);
  return { black: valueOf(0), white: valueOf(255) };
}
