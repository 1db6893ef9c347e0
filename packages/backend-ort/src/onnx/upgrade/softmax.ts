import { intAttribute } from '../attribute.js';
import type { Converter } from './converter.js';
import { replaced } from './converter.js';

/**
 * Before opset 13 these worked on the rows of a matrix: all axes from `axis` on (1 unless given) flattened into one.
 * That is the new meaning where all axes after `axis` are single; elsewhere the matrix is made.
 */
const softmax = (op: string): Converter => ({
  op,
  since: 13,
  convert: (node, { op: build, shape }) => {
    const [x = ''] = node.inputs;
    const axis = intAttribute(node, 'axis', 1);
    const sides = shape(x) ?? shape(node.outputs[0] ?? '');
    const after = sides?.slice(axis < 0 ? axis + sides.length + 1 : axis + 1);
    if (axis === -1 || after?.every((side) => side === 1)) return replaced(node, op, [x], { axis });
    const rows = build.node('Flatten', [x], { axis });
    return replaced(node, 'Reshape', [build.node(op, [rows], { axis: 1 }), build.Shape(x)]);
  },
});

export const softmaxes = ['Softmax', 'LogSoftmax', 'Hardmax'].map(softmax);
