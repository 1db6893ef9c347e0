import { floatAttribute, floatsAttribute, intAttribute, intsAttribute } from '../attribute.js';
import type { Converter } from './converter.js';
import { replaced } from './converter.js';

/** The experimental operators of the first opsets, which went away at 10; early converters (Core ML, Keras) used them. */
export const experimental: readonly Converter[] = [
  {
    op: 'ImageScaler',
    since: 10,
    convert: (node, { op, floatsLike, scalar }) => {
      const [x = ''] = node.inputs;
      const bias = floatsAttribute(node, 'bias', []);
      const scaled = op.Mul(x, scalar(floatAttribute(node, 'scale', 1), x));
      return replaced(node, 'Add', [scaled, floatsLike(x, bias, [bias.length, 1, 1])]);
    },
  },
  {
    op: 'Affine',
    since: 10,
    convert: (node, { op, scalar }) => {
      const [x = ''] = node.inputs;
      const scaled = op.Mul(x, scalar(floatAttribute(node, 'alpha', 1), x));
      return replaced(node, 'Add', [scaled, scalar(floatAttribute(node, 'beta', 0), x)]);
    },
  },
  {
    op: 'ScaledTanh',
    since: 10,
    convert: (node, { op, scalar }) => {
      const [x = ''] = node.inputs;
      const scaled = op.Mul(x, scalar(floatAttribute(node, 'beta', 0), x));
      return replaced(node, 'Mul', [op.Tanh(scaled), scalar(floatAttribute(node, 'alpha', 0), x)]);
    },
  },
  {
    op: 'ParametricSoftplus',
    since: 10,
    convert: (node, { op, scalar }) => {
      const [x = ''] = node.inputs;
      const scaled = op.Mul(x, scalar(floatAttribute(node, 'beta', 0), x));
      return replaced(node, 'Mul', [op.node('Softplus', [scaled]), scalar(floatAttribute(node, 'alpha', 0), x)]);
    },
  },
  {
    op: 'Crop',
    since: 10,
    convert: (node, { ints }) => {
      const [x = ''] = node.inputs;
      const [left = 0, top = 0, right = 0, bottom = 0] = intsAttribute(node, 'border', []);
      const scale = intsAttribute(node, 'scale', undefined);
      const [height = 0, width = 0] = scale ?? [];
      // An end of 0 would cut everything off.
      const ends = scale ? [top + height, left + width] : [-bottom || Infinity, -right || Infinity];
      return replaced(node, 'Slice', [x, ints([top, left]), ints(ends), ints([2, 3])]);
    },
  },
  {
    op: 'MeanVarianceNormalization',
    since: 9,
    convert: (node, { op }) => {
      const [x = ''] = node.inputs;
      const axes = intAttribute(node, 'across_channels', 0) ? [0, 1, 2, 3] : [0, 2, 3];
      if (intAttribute(node, 'normalize_variance', 1))
        return replaced(node, 'MeanVarianceNormalization', [x], { axes });
      return replaced(node, 'Sub', [x, op.ReduceMean(x, axes)]);
    },
  },
];
