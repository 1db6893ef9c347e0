import { sizeOf } from '@pellucid/core';
import { floatsOf } from '../../onnx/constant.js';
import type { Rule, RuleContext } from '../rule.js';
import { impossible } from '../rule.js';
import { knownSide, normalizeAxis, reshapeToInput } from '../shapes.js';

/** Inference form: y = scale (x - mean) / sqrt(variance + epsilon) + bias, per channel. */
export const batchNormalization: Rule = {
  vjp: (context) => {
    const { op, attributes, constant, inputShape, cotangent } = context;
    if (attributes.int('training_mode', 0) !== 0)
      return [impossible('it is in training mode (its statistics depend on the batch)')];
    const epsilon = attributes.float('epsilon', 1e-5);
    const [scale, variance] = [constant(1), constant(4)].map((value) => value && floatsOf(value));
    if (!scale || !variance) return [impossible('its scale or variance is computed at run time')];
    const slope = Float32Array.from(scale, (s, channel) => s / Math.sqrt(variance[channel]! + epsilon));
    const perChannel = inputShape(0)
      .slice(1)
      .map((_, axis) => (axis === 0 ? slope.length : 1));
    return [op.Mul(cotangent(), op.floats(slope, perChannel)), null, null, null, null];
  },
};

/**
 * Normalised over the axes from `axis` on (ONNX LayerNormalization, first output). Without a scale the operator itself
 * gives what the gradient needs, the normalised values and 1 / deviation, in one node where plain ones would be seven.
 */
export const layerNormalization: Rule = {
  broadcasts: [1, 2],
  vjp: (context) => {
    const { op, node, input, has, attributes, inputShape, cotangent } = context;
    if (context.hasCotangent(1) || context.hasCotangent(2)) return [impossible('its mean or deviation is used')];
    const shape = inputShape(0);
    const first = normalizeAxis(attributes.int('axis', -1), shape.length);
    const sides = shape.slice(first).map(knownSide);
    const one = op.floats(new Float32Array(sizeOf(sides)).fill(1), sides);
    const [normalized, , inverse] = op.node('LayerNormalization', [input(0), one], node.attributes, 3);
    const g = op.Mul(cotangent(), input(1));
    const axes = sides.map((_, i) => first + i);
    return [
      op.Mul(acrossNormalized(context, g, normalized!, axes), inverse!),
      op.Mul(cotangent(), normalized!),
      has(2) ? cotangent() : null,
    ];
  },
};

/** Normalised over the positions of each channel of each picture. */
export const instanceNormalization: Rule = {
  vjp: (context) => {
    const { op, input, attributes, inputShape, cotangent } = context;
    const rank = inputShape(0).length;
    const axes = Array.from({ length: rank - 2 }, (_, i) => i + 2);
    const { normalized, deviation } = standardize(context, input(0), axes, attributes.float('epsilon', 1e-5));
    const g = op.Mul(
      cotangent(),
      op.Unsqueeze(
        input(1),
        axes.map((axis) => axis - 1),
      ),
    );
    const noParameters = impossible('its scale or bias is computed from the input');
    return [throughStandardization(context, g, normalized, deviation, axes), noParameters, noParameters];
  },
};

/** Normalised over each group of channels of each picture. Scale and bias are per channel; in opset 18, per group. */
export const groupNormalization: Rule = {
  vjp: (context) => {
    const { op, input, attributes, inputShape, cotangent } = context;
    const groups = attributes.int('num_groups', 1);
    const toGroups = (value: string): string => op.Reshape(value, [0, groups, -1]);
    const { normalized, deviation } = standardize(context, toGroups(input(0)), [2], attributes.float('epsilon', 1e-5));
    const spatial = Array.from({ length: inputShape(0).length - 2 }, (_, i) => i + 1);
    const g =
      knownSide(inputShape(1)[0]) === groups
        ? op.Mul(toGroups(cotangent()), op.Unsqueeze(input(1), [1]))
        : toGroups(op.Mul(cotangent(), op.Unsqueeze(input(1), spatial)));
    const noParameters = impossible('its scale or bias is computed from the input');
    return [
      reshapeToInput(context, throughStandardization(context, g, normalized, deviation, [2])),
      noParameters,
      noParameters,
    ];
  },
};

/** (x - mean) / deviation over the axes, and the deviation sqrt(variance + epsilon). */
function standardize({ op, scalar }: RuleContext, x: string, axes: readonly number[], epsilon: number) {
  const centred = op.Sub(x, op.ReduceMean(x, axes, true));
  const variance = op.ReduceMean(op.Mul(centred, centred), axes, true);
  const deviation = op.Sqrt(op.Add(variance, scalar(epsilon)));
  return { normalized: op.Div(centred, deviation), deviation };
}

/** Cotangent of x from that of z = (x - mean) / deviation: (g - mean(g) - z mean(g z)) / deviation. */
function throughStandardization(
  context: RuleContext,
  g: string,
  z: string,
  deviation: string,
  axes: readonly number[],
): string {
  return context.op.Div(acrossNormalized(context, g, z, axes), deviation);
}

/** What of g changes neither mean nor deviation: g - mean(g) - z mean(g z). */
function acrossNormalized({ op }: RuleContext, g: string, z: string, axes: readonly number[]): string {
  const alongMean = op.ReduceMean(g, axes, true);
  const alongValue = op.Mul(z, op.ReduceMean(op.Mul(g, z), axes, true));
  return op.Sub(op.Sub(g, alongMean), alongValue);
}
