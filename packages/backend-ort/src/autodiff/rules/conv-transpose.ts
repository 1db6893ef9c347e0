import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';
import { readWindows } from '../windows.js';

/** The transposed convolution's dual is the plain convolution with the same weights, strides, dilations and pads. */
export const convTranspose: Rule = {
  vjp: (context) => {
    const { op, attributes, inputShape, input, cotangent } = context;
    const kernel = inputShape(1)
      .slice(2)
      .map((side) => side ?? 0);
    const windows = readWindows(context, kernel);
    const group = attributes.int('group', 1);
    const extra = attributes.ints('output_padding') ?? kernel.map(() => 0);
    // The node's full extent less its output is what its padding (given, or implied by auto_pad and output_shape) cut off.
    const cut = kernel.map((size, i) => {
      const full =
        windows.strides[i]! * (windows.inputSides[i]! - 1) + extra[i]! + windows.dilations[i]! * (size - 1) + 1;
      return full - windows.outputSides[i]!;
    });
    const implied =
      attributes.ints('output_shape') !== null || attributes.string('auto_pad', 'NOTSET').startsWith('SAME');
    const upper = attributes.string('auto_pad', 'NOTSET') === 'SAME_UPPER';
    const begin = implied ? cut.map((total) => (upper ? Math.floor(total / 2) : Math.ceil(total / 2))) : windows.begin;
    const end = cut.map((total, i) => total - begin[i]!);
    const noWeightGradient = impossible('the weights of this transposed convolution are computed from the input');
    return [
      op.Conv(cotangent(), input(1), {
        ...(group > 1 && { group }),
        strides: windows.strides,
        dilations: windows.dilations,
        pads: [...begin, ...end],
      }),
      noWeightGradient,
      noWeightGradient,
    ];
  },
};
