import type { Converter } from './converter.js';

/** Only its name changed. */
export const scatter: Converter = {
  op: 'Scatter',
  since: 11,
  convert: (node) => ({ ...node, op: 'ScatterElements' }),
};
