import type { Rule } from '../rule.js';
import { knownSide } from '../shapes.js';

/**
 * y = x d^-beta with d = bias + alpha / size * (sum of x^2 over `size` neighbouring channels), Krizhevsky et al. 2012,
 * section 3.3. With B the 0/1 matrix of neighbours, dx = g d^-beta - 2 alpha beta / size * x B'(g y / d).
 */
export const localResponseNormalization: Rule = {
  vjp: ({ op, attributes, input, output, cotangent, inputShape, scalar }) => {
    const size = attributes.int('size', 1);
    const alpha = attributes.float('alpha', 0.0001);
    const beta = attributes.float('beta', 0.75);
    const channels = knownSide(inputShape(0)[1]);
    const kernel = inputShape(0)
      .slice(2)
      .map(() => 1);
    const before = Math.floor((size - 1) / 2);
    const after = size - 1 - before;
    /** Sums over channels from `low` before to `high` after each one, as a convolution of kernel 1. */
    const sumChannels = (value: string, low: number, high: number): string => {
      const band = new Float32Array(channels * channels);
      for (let to = 0; to < channels; to++) {
        for (let from = Math.max(0, to - low); from <= Math.min(channels - 1, to + high); from++) {
          band[to * channels + from] = 1;
        }
      }
      return op.Conv(value, op.floats(band, [channels, channels, ...kernel]));
    };
    const x = input(0);
    const g = cotangent();
    const squares = sumChannels(op.Mul(x, x), before, after);
    const d = op.Add(op.Mul(squares, scalar(alpha / size)), scalar(attributes.float('bias', 1)));
    const spread = sumChannels(op.Div(op.Mul(g, output()), d), after, before);
    return [op.Sub(op.Mul(g, op.Pow(d, scalar(-beta))), op.Mul(op.Mul(x, spread), scalar((2 * alpha * beta) / size)))];
  },
};
