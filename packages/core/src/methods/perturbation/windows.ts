import { XaiError } from '../../errors.js';

/** A rectangle of the picture; ends are exclusive. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Height and width, in pixels. */
export type Extent = readonly [height: number, width: number];

/**
 * Windows of a size that slide over a picture, row by row, from its top left corner. The last ones, which would pass the
 * border, are clipped there, so that every pixel is under one.
 *
 * @throws XaiError `usage` for a window larger than the picture, a stride larger than the window, or sizes that are not
 *   positive integers
 */
export function slidingWindows([height, width]: Extent, window: Extent, stride: Extent): Window[] {
  for (const [name, values] of [
    ['window', window],
    ['stride', stride],
  ] as const) {
    if (!values.every((value) => Number.isInteger(value) && value > 0)) {
      throw new XaiError('usage', `Expected the ${name} in whole pixels, 1 or more, but got ${values.join(' x ')}.`);
    }
  }
  if (window[0] > height || window[1] > width) {
    throw new XaiError(
      'usage',
      `The window, ${window[0]} x ${window[1]}, is larger than the network's input, ${height} x ${width}. Choose a smaller one.`,
    );
  }
  if (stride[0] > window[0] || stride[1] > window[1]) {
    throw new XaiError(
      'usage',
      `The stride, ${stride[0]} x ${stride[1]}, is larger than the window, ${window[0]} x ${window[1]}, which leaves gaps. Choose a smaller one.`,
    );
  }
  const starts = (side: number, size: number, step: number): number[] =>
    Array.from({ length: 1 + Math.ceil((side - size) / step) }, (_, i) => i * step);
  return starts(height, window[0], stride[0]).flatMap((top) =>
    starts(width, window[1], stride[1]).map((left) => ({
      top,
      left,
      bottom: Math.min(top + window[0], height),
      right: Math.min(left + window[1], width),
    })),
  );
}

/** Sets a window of every channel of a picture [C, H, W] to that channel's value. */
export function fillWindow(picture: Float32Array, [height, width]: Extent, window: Window, values: Float32Array): void {
  values.forEach((value, channel) => {
    for (let y = window.top; y < window.bottom; y++) {
      const start = (channel * height + y) * width;
      picture.fill(value, start + window.left, start + window.right);
    }
  });
}
