import type { Converter } from './converter.js';
import { replaced } from './converter.js';

/** Before opset 6 a tensor was repeated along one axis, which was an input like the number of repetitions. */
export const tile: Converter = {
  op: 'Tile',
  since: 6,
  convert: (node, { op, ints }) => {
    const [x = '', times = '', axis = ''] = node.inputs;
    const vector = (scalar: string): string => op.Reshape(op.Cast(scalar, 'int64'), [1]);
    const ones = op.Expand(ints([1]), op.Shape(op.Shape(x)));
    return replaced(node, 'Tile', [x, op.ScatterElements(ones, vector(axis), vector(times))]);
  },
};
