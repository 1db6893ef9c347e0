import { floatAttribute, intAttribute, stringAttribute } from '../attribute.js';
import { float } from '../graph.js';
import type { AttributeValue, GraphNode } from '../graph.js';
import type { Converter } from './converter.js';
import { without } from './converter.js';

const withAttributes = (node: GraphNode, attributes: Readonly<Record<string, AttributeValue>>): GraphNode => ({
  ...node,
  attributes: { ...node.attributes, ...attributes },
});

/** Attributes that say nothing about the result and went away. */
const dropped = (op: string, since: number, attribute: string): Converter => ({
  op,
  since,
  convert: (node) => without(node, attribute),
});

/** The norm's order, once a float. */
const integralOrder = (op: string): Converter => ({
  op,
  since: 2,
  convert: (node) => withAttributes(node, { p: floatAttribute(node, 'p', 2) }),
});

// As they are spelled in files older than opset 6, in the order of their numbers.
const castTypes = [
  'UNDEFINED',
  'FLOAT',
  'UINT8',
  'INT8',
  'UINT16',
  'INT16',
  'INT32',
  'INT64',
  'STRING',
  'BOOL',
  'FLOAT16',
  'DOUBLE',
];

const inPlace = [
  ...['Abs', 'Add', 'BatchNormalization', 'Ceil', 'Clip', 'Div', 'Dropout', 'Elu', 'Exp', 'Floor', 'HardSigmoid'],
  ...['InstanceNormalization', 'LeakyRelu', 'Log', 'Max', 'Mean', 'Min', 'Mul', 'Neg', 'PRelu', 'Reciprocal', 'Relu'],
  ...['Reshape', 'Selu', 'Sigmoid', 'Sqrt', 'Sub', 'Sum', 'Tanh'],
];

/** Attributes that went away, changed their type, or whose default changed. */
export const attributes: readonly Converter[] = [
  ...inPlace.map((op) => dropped(op, 6, 'consumed_inputs')),
  ...['RNN', 'GRU', 'LSTM'].map((op) => dropped(op, 7, 'output_sequence')),
  ...['LpPool', 'GlobalLpPool'].map(integralOrder),
  { op: 'Concat', since: 4, convert: (node) => withAttributes(node, { axis: intAttribute(node, 'axis', 1) }) },
  {
    op: 'Cast',
    since: 6,
    convert: (node) => withAttributes(node, { to: castTypes.indexOf(stringAttribute(node, 'to', '').toUpperCase()) }),
  },
  {
    op: 'Selu',
    since: 6,
    convert: (node) =>
      withAttributes(node, {
        alpha: float(floatAttribute(node, 'alpha', 1.6732)),
        gamma: float(floatAttribute(node, 'gamma', 1.0507)),
      }),
  },
  {
    op: 'RoiAlign',
    since: 16,
    convert: (node) => withAttributes(node, { coordinate_transformation_mode: 'output_half_pixel' }),
  },
];
