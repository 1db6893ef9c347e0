import type { FloatTensor, MethodDescriptor, MethodOptions } from '@pellucid/core';

/**
 * The method's options that only say how long it works, cut short: what agrees under these does by default.
 *
 * @param count of steps and samples; four times as many channels are tried
 */
export function quickOptions({ options }: MethodDescriptor, { shape }: FloatTensor, count: number): MethodOptions {
  const side = shape.at(-1)!;
  const cuts = { steps: count, samples: count, topChannels: 4 * count, window: side >> 1, stride: side >> 2 };
  return Object.fromEntries(Object.entries(cuts).filter(([name]) => name in options));
}
