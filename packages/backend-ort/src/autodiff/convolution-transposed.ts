import type { ConstantTensor } from '../onnx/graph.js';
import { flippedWeights } from './flipped-weights.js';
import type { RuleContext, Shape } from './rule.js';
import type { Windows } from './windows.js';

/** Weights [O, C/group, ...kernel] of the forward convolution. `constant` is null where they are computed at run time. */
export interface ConvolutionWeights {
  readonly name: string;
  readonly constant: ConstantTensor | null;
  readonly shape: Shape;
}

/** Up to this many, a convolution's blocks of channels are mostly empty. */
const fewChannels = 4;

/**
 * Emits the linear map dual to a convolution: from a cotangent at its output [N, O, ...] to one at its input [N, C, ...].
 *
 * With stride 1 it is a convolution with the flipped, transposed weights, folded here, which ONNX Runtime runs two to
 * four times as fast as a ConvTranspose, save where it ends in a few channels (a picture): these are computed in blocks
 * of 8 or 16. With strides ConvTranspose is the faster one, in the native runtime and in WebAssembly: zeros would be
 * multiplied otherwise, or phases interleaved, and both cost more.
 */
export function convolutionTransposed(
  context: RuleContext,
  cotangent: string,
  { name, constant }: ConvolutionWeights,
  windows: Windows,
  channels: number,
  group: number,
): string {
  return constant && channels > fewChannels && windows.strides.every((stride) => stride === 1)
    ? asFlippedConvolution(context, cotangent, constant, windows, channels, group)
    : asConvTranspose(context, cotangent, name, windows, group);
}

function asFlippedConvolution(
  { op }: RuleContext,
  cotangent: string,
  weights: ConstantTensor,
  windows: Windows,
  channels: number,
  group: number,
): string {
  const reach = windows.kernel.map((size, i) => windows.dilations[i]! * (size - 1));
  const begin = reach.map((cells, i) => cells - windows.begin[i]!);
  const end = reach.map((cells, i) => cells - windows.end[i]!);
  const { data, shape } = flippedWeights(weights, channels, group);
  return op.Conv(cropped(op, cotangent, windows, begin, end), op.floats(data, shape), {
    ...(group > 1 && { group }),
    dilations: windows.dilations,
    pads: [...begin, ...end].map((pad) => Math.max(0, pad)),
  });
}

/** Negative padding as a crop of the value: those cells of it saw the forward padding only. */
function cropped(
  op: RuleContext['op'],
  value: string,
  { outputSides }: Windows,
  begin: readonly number[],
  end: readonly number[],
): string {
  const axes = outputSides.map((_, axis) => axis).filter((axis) => begin[axis]! < 0 || end[axis]! < 0);
  if (axes.length === 0) return value;
  const starts = axes.map((axis) => Math.max(0, -begin[axis]!));
  const ends = axes.map((axis) => outputSides[axis]! - Math.max(0, -end[axis]!));
  return op.Slice(
    value,
    starts,
    ends,
    axes.map((axis) => axis + 2),
  );
}

function asConvTranspose(
  { op }: RuleContext,
  cotangent: string,
  weights: string,
  windows: Windows,
  group: number,
): string {
  // Cells at the end of the input that no window reached.
  const unreached = windows.inputSides.map((side, i) => {
    const covered =
      windows.strides[i]! * (windows.outputSides[i]! - 1) + windows.dilations[i]! * (windows.kernel[i]! - 1) + 1;
    return side + windows.begin[i]! + windows.end[i]! - covered;
  });
  return op.ConvTranspose(cotangent, weights, {
    ...(group > 1 && { group }),
    strides: windows.strides,
    dilations: windows.dilations,
    pads: [...windows.begin, ...windows.end],
    output_padding: unreached,
  });
}
