import { convolutionTransposed } from '../convolution-transposed.js';
import type { Rule } from '../rule.js';
import { impossible } from '../rule.js';
import { readWindows } from '../windows.js';

/** y = x * w + b. The gradient at x is the transposed convolution of the cotangent with w. */
export const conv: Rule = {
  vjp: (context) => {
    const { attributes, inputShape, cotangent, input, constant } = context;
    const windows = readWindows(
      context,
      inputShape(1)
        .slice(2)
        .map((side) => side ?? 0),
    );
    const channels = inputShape(0)[1] ?? 0;
    const weights = { name: input(1), constant: constant(1), shape: inputShape(1) };
    const group = attributes.int('group', 1);
    const noWeightGradient = impossible('the weights of this convolution are computed from the input');
    return [
      convolutionTransposed(context, cotangent(), weights, windows, channels, group),
      noWeightGradient,
      noWeightGradient,
    ];
  },
};
