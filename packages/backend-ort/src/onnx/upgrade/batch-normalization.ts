import { XaiError } from '@pellucid/core';
import { floatAttribute, intAttribute } from '../attribute.js';
import type { Converter } from './converter.js';
import { replaced, without } from './converter.js';

export const batchNormalization: readonly Converter[] = [
  {
    op: 'BatchNormalization',
    since: 7,
    convert: (node) => {
      if (intAttribute(node, 'is_test', 0) === 0) {
        throw new XaiError(
          'model-unsupported',
          `Node '${node.name}' (BatchNormalization) is set to training; export the model for inference.`,
        );
      }
      return without(node, 'is_test');
    },
  },
  {
    op: 'BatchNormalization',
    since: 9,
    convert: (node, { op, scalar }) => {
      if (intAttribute(node, 'spatial', 1) === 1) return without(node, 'spatial');
      // A mean and a variance for every position and not for every channel: [C, H, W], broadcast over N.
      const [x = '', scale = '', bias = '', mean = '', variance = ''] = node.inputs;
      const deviation = op.Sqrt(op.Add(variance, scalar(floatAttribute(node, 'epsilon', 1e-5), x)));
      const normalized = op.Div(op.Sub(x, mean), deviation);
      return { ...replaced(node, 'Add', [op.Mul(normalized, scale), bias]), outputs: node.outputs.slice(0, 1) };
    },
  },
  {
    op: 'BatchNormalization',
    since: 14,
    // Asking for the statistics was what made it compute those of the batch and not use those it was given.
    convert: (node, { isRead }) => {
      const [y = '', mean = '', variance = '', ...saved] = node.outputs;
      if (saved.some(isRead)) {
        throw new XaiError(
          'model-unsupported',
          `The saved statistics of node '${node.name}' (BatchNormalization, opset below 14) are used, which only training does; export the model for inference.`,
        );
      }
      if (!mean && !variance) return { ...node, outputs: [y] };
      return { ...node, outputs: [y, mean, variance], attributes: { ...node.attributes, training_mode: 1 } };
    },
  },
];
