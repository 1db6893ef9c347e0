import type { FloatTensor } from '../../tensor.js';
import type { OptionDescriptor } from '../descriptor.js';

export const channelsOption = {
  type: 'integer',
  default: 'all',
  minimum: 1,
  unit: 'channels',
  doc: 'How many channels are tried, picture by picture: those with the largest sum of squares.',
} as const satisfies OptionDescriptor;

/** One channel [h * w] of a map [1, C, h, w], sharing its memory. */
export function planeOf({ data, shape }: FloatTensor, channel: number): Float32Array {
  const cells = data.length / shape[1]!;
  return data.subarray(channel * cells, (channel + 1) * cells);
}

/**
 * The channels of a map [1, C, h, w] that are worth a try, the one with the largest sum of squares first (of equals, the
 * first).
 *
 * @param most at most as many
 */
export function rankedChannels(
  features: FloatTensor,
  isWorth: (plane: Float32Array) => boolean,
  most = Infinity,
): number[] {
  const energies = Float64Array.from({ length: features.shape[1]! }, (_, channel) =>
    planeOf(features, channel).reduce((sum, value) => sum + value * value, 0),
  );
  return [...energies.keys()]
    .filter((channel) => isWorth(planeOf(features, channel)))
    .sort((a, b) => energies[b]! - energies[a]!)
    .slice(0, most);
}

/** What an attribution says where not all channels were allowed a try; nothing where they were. */
export function channelNotes(all: number, most: number): string[] {
  return most < all ? [`Only the ${most} of ${all} channels with the largest sum of squares were tried.`] : [];
}
