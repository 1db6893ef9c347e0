import type { Layout } from '@pellucid/core';
import type { Program } from './program.js';

/**
 * How each picture and feature map of a program is stored. Convolutions, pools and the like say it of what they take and
 * give; it holds on through what keeps axes (activations, sums), in both directions. An input of 1, 3 or 4 channels that
 * nothing says it of is a picture. Any other tensor has no layout, and is never transposed.
 */
export function layoutsOf({ inputs, steps, tensors }: Program): ReadonlyMap<string, Layout> {
  const layouts = new Map<string, Layout>();
  const put = (name: string, layout: Layout): boolean => {
    if (tensors.get(name)?.shape.length !== 4 || layouts.has(name)) return false;
    layouts.set(name, layout);
    return true;
  };
  const spread = (): void => {
    const ordered = steps.filter(({ facts }) => facts.axes === 'kept');
    for (let grew = true; grew;) {
      grew = false;
      for (const { inputs, outputs } of [...ordered, ...ordered.toReversed()]) {
        const around = [...inputs, ...outputs];
        const layout = around.map((name) => layouts.get(name)).find((found) => found !== undefined);
        if (layout) for (const name of around) grew = put(name, layout) || grew;
      }
    }
  };
  for (const { facts, inputs, outputs } of steps) {
    if (facts.axes === null || facts.axes === 'kept') continue;
    for (const name of [...inputs, ...outputs]) put(name, facts.axes);
  }
  spread();
  for (const name of inputs) {
    const layout = pictureLayout(tensors.get(name)?.shape ?? []);
    if (layout) put(name, layout);
  }
  spread();
  return layouts;
}

/** TensorFlow keeps channels last, unless only the other order makes a picture. */
export function pictureLayout(shape: readonly (number | null)[]): Layout | null {
  const isChannels = (side: number | null | undefined): boolean => side === 1 || side === 3 || side === 4;
  if (shape.length !== 4) return null;
  if (isChannels(shape[3])) return 'nhwc';
  return isChannels(shape[1]) ? 'nchw' : null;
}
