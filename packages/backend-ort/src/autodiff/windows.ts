import type { RuleContext } from './rule.js';
import { spatialSides } from './shapes.js';

/** How a sliding window (convolution or pooling) moves over each spatial axis; all arrays have one entry per axis. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before and after each axis, with auto_pad resolved. */
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly inputSides: readonly number[];
  readonly outputSides: readonly number[];
}

/** Reads strides, dilations, pads and auto_pad of a Conv or pooling node (ONNX operator specification, Conv and MaxPool). */
export function readWindows(context: RuleContext, kernel: readonly number[]): Windows {
  const { attributes } = context;
  const inputSides = spatialSides(context.inputShape(0));
  const outputSides = spatialSides(context.outputShape());
  const rank = kernel.length;
  const strides = attributes.ints('strides') ?? Array<number>(rank).fill(1);
  const dilations = attributes.ints('dilations') ?? Array<number>(rank).fill(1);
  const pads = attributes.ints('pads') ?? Array<number>(2 * rank).fill(0);
  const mode = attributes.string('auto_pad', 'NOTSET');
  const window = { kernel, strides, dilations, inputSides, outputSides };
  if (mode === 'VALID') return { ...window, begin: kernel.map(() => 0), end: kernel.map(() => 0) };
  if (mode === 'NOTSET') return { ...window, begin: pads.slice(0, rank), end: pads.slice(rank) };
  const total = kernel.map((size, i) =>
    Math.max(0, (outputSides[i]! - 1) * strides[i]! + dilations[i]! * (size - 1) + 1 - inputSides[i]!),
  );
  const small = total.map((pad) => Math.floor(pad / 2));
  const large = total.map((pad) => Math.ceil(pad / 2));
  return mode === 'SAME_UPPER' ? { ...window, begin: small, end: large } : { ...window, begin: large, end: small };
}
