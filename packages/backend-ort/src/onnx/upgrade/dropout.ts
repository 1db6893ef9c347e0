import { XaiError } from '@pellucid/core';
import type { Converter } from './converter.js';
import { replaced } from './converter.js';

/** Dropout does nothing outside training, whatever its ratio. */
export const dropout: Converter = {
  op: 'Dropout',
  since: 12,
  convert: (node, { isRead }) => {
    const [x = ''] = node.inputs;
    const [y = '', mask = ''] = node.outputs;
    if (isRead(mask)) {
      throw new XaiError(
        'model-unsupported',
        `The mask of node '${node.name}' (Dropout, opset below 12) is used, which only makes sense in training; export the model for inference.`,
      );
    }
    return { ...replaced(node, 'Dropout', [x]), outputs: [y] };
  },
};
