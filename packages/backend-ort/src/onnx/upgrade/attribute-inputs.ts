import { intAttribute, intsAttribute } from '../attribute.js';
import type { Converter } from './converter.js';
import { without } from './converter.js';

/** A list of integers that was an attribute and became the second input. */
const toInput = (op: string, since: number, attribute: string): Converter => ({
  op,
  since,
  convert: (node, { ints }) => {
    const values = intsAttribute(node, attribute, undefined);
    return values ? { ...without(node, attribute), inputs: [node.inputs[0] ?? '', ints(values)] } : node;
  },
});

export const attributeInputs: readonly Converter[] = [
  toInput('Reshape', 5, 'shape'),
  toInput('Squeeze', 13, 'axes'),
  toInput('Unsqueeze', 13, 'axes'),
  toInput('ReduceSum', 13, 'axes'),
  toInput('Split', 13, 'split'),
  {
    op: 'TopK',
    since: 10,
    convert: (node, { ints }) => ({
      ...without(node, 'k'),
      inputs: [node.inputs[0] ?? '', ints([intAttribute(node, 'k', 1)])],
    }),
  },
  {
    op: 'Slice',
    since: 10,
    convert: (node, { ints }) => {
      const lists = ['starts', 'ends', 'axes'].map((name) => intsAttribute(node, name, undefined));
      const inputs = lists.flatMap((values) => (values ? [ints(values)] : []));
      return { ...without(node, 'starts', 'ends', 'axes'), inputs: [node.inputs[0] ?? '', ...inputs] };
    },
  },
];
