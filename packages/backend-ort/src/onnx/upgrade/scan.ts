import { XaiError } from '@pellucid/core';
import type { Converter } from './converter.js';

export const scan: Converter = {
  op: 'Scan',
  since: 9,
  convert: ({ name }) => {
    throw new XaiError(
      'model-unsupported',
      `Node '${name}' is a Scan of opset 8, a form that was used for one year only; export the model with opset 9 or newer.`,
    );
  },
};
