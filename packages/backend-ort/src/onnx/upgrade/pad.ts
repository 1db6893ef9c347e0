import { floatAttribute, intsAttribute } from '../attribute.js';
import type { Converter } from './converter.js';
import { without } from './converter.js';

export const pad: readonly Converter[] = [
  {
    op: 'Pad',
    since: 2,
    convert: (node) => {
      const pads = intsAttribute(node, 'paddings', []);
      const rest = without(node, 'paddings');
      return { ...rest, attributes: { ...rest.attributes, pads } };
    },
  },
  {
    op: 'Pad',
    since: 11,
    convert: (node, { ints, scalar }) => {
      const [x = ''] = node.inputs;
      const value = floatAttribute(node, 'value', 0);
      const inputs = [x, ints(intsAttribute(node, 'pads', []))];
      if (value !== 0) inputs.push(scalar(value, x));
      return { ...without(node, 'pads', 'value'), inputs };
    },
  },
];
