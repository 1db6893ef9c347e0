import { constantFromFloats } from '../../onnx/constant.js';
import { convolutionTransposed } from '../convolution-transposed.js';
import type { Rule } from '../rule.js';
import { knownSide } from '../shapes.js';
import type { Windows } from '../windows.js';
import { readWindows } from '../windows.js';

/**
 * Each window's cotangent, divided by the number of cells it averages, is spread over the window: the dual of a
 * depthwise convolution with ones.
 */
export const averagePool: Rule = {
  vjp: (context) => {
    const { op, attributes, cotangent, inputShape } = context;
    const kernel = attributes.ints('kernel_shape') ?? [];
    const windows = withinReach(readWindows(context, kernel));
    const counts = cellCounts(windows, attributes.int('count_include_pad', 0) === 1);
    const share = op.Div(cotangent(), op.floats(counts, [1, 1, ...windows.outputSides]));
    const channels = knownSide(inputShape(0)[1]);
    const shape = [channels, 1, ...kernel];
    const ones = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(1);
    const constant = constantFromFloats('ones', ones, shape);
    const name = op.floats(ones, shape);
    return [convolutionTransposed(context, share, { name, constant, shape }, windows, channels, channels)];
  },
};

/** With ceil_mode the last window may pass the declared padding: the padding at the end is what the windows reach. */
function withinReach(windows: Windows): Windows & { declaredEnd: readonly number[] } {
  const end = windows.kernel.map((size, i) => {
    const reach = (windows.outputSides[i]! - 1) * windows.strides[i]! + windows.dilations[i]! * (size - 1) + 1;
    return Math.max(windows.end[i]!, reach - windows.begin[i]! - windows.inputSides[i]!);
  });
  return { ...windows, end, declaredEnd: windows.end };
}

/** Cells under each window, at least 1: those of the input, or of the input with its declared padding. */
function cellCounts(windows: Windows & { declaredEnd: readonly number[] }, includePadding: boolean): Float32Array {
  const perAxis = windows.kernel.map((size, i) => {
    const low = includePadding ? -windows.begin[i]! : 0;
    const high = windows.inputSides[i]! + (includePadding ? windows.declaredEnd[i]! : 0);
    return Array.from({ length: windows.outputSides[i]! }, (_, o) => {
      const first = o * windows.strides[i]! - windows.begin[i]!;
      return Array.from({ length: size }, (_, tap) => first + tap * windows.dilations[i]!).filter(
        (at) => at >= low && at < high,
      ).length;
    });
  });
  const counts = perAxis.reduce((outer, axis) => outer.flatMap((a) => axis.map((b) => a * b)), [1]);
  return Float32Array.from(counts, (count) => Math.max(1, count));
}
