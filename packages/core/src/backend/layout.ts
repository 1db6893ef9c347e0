import type { Layout } from '../tensor.js';

/** The sides of a picture or feature map, stored in a layout, as [N, C, H, W]; those of anything else as they are. */
export function channelsFirst<Side>(shape: readonly Side[], layout: Layout | null): readonly Side[] {
  return layout === 'nhwc' ? [shape[0]!, shape[3]!, shape[1]!, shape[2]!] : shape;
}

/** The sides of a picture or feature map [N, C, H, W] as they are stored in a layout. */
export function asStored<Side>(shape: readonly Side[], layout: Layout | null): readonly Side[] {
  return layout === 'nhwc' ? [shape[0]!, shape[2]!, shape[3]!, shape[1]!] : shape;
}
