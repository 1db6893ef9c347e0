import { XaiError } from '@pellucid/core';
import { floatAttribute, floatsAttribute, stringAttribute } from '../attribute.js';
import { floatsOf } from '../constant.js';
import type { GraphNode } from '../graph.js';
import type { Converter, UpgradeContext } from './converter.js';
import { replaced } from './converter.js';

const modeOf = (node: GraphNode): string => stringAttribute(node, 'mode', 'nearest').replace('bilinear', 'linear');

/** Before opset 11: output position i reads from i / scale. */
function resize(node: GraphNode, { constant, floats, op }: UpgradeContext): GraphNode {
  const [x = '', scales = ''] = node.inputs;
  const mode = modeOf(node);
  const attributes = { mode, coordinate_transformation_mode: 'asymmetric' };
  if (mode !== 'nearest') return replaced(node, 'Resize', [x, '', scales], attributes);
  // The nearest position was found by rounding down, but up along axes that shrink (by ONNX Runtime's reading: the
  // standard did not say). Where both kinds occur, one resize after the other does it.
  const tensor = constant(scales);
  const factors = tensor ? [...floatsOf(tensor)] : [];
  const shrinks = factors.some((factor) => factor < 1);
  const grows = factors.some((factor) => factor > 1);
  const down = { ...attributes, nearest_mode: 'floor' };
  const up = { ...attributes, nearest_mode: 'ceil' };
  if (!shrinks) return replaced(node, 'Resize', [x, '', scales], down);
  if (!grows) return replaced(node, 'Resize', [x, '', scales], up);
  const grown = op.node('Resize', [x, '', floats(factors.map((factor) => Math.max(factor, 1)))], down);
  return replaced(node, 'Resize', [grown, '', floats(factors.map((factor) => Math.min(factor, 1)))], up);
}

export const resizes: readonly Converter[] = [
  {
    op: 'Upsample',
    since: 7,
    convert: (node, { floats }) => {
      const scale = (name: string): number => floatAttribute(node, name, 1);
      const scales = floats([1, 1, scale('height_scale'), scale('width_scale')]);
      return replaced(node, 'Upsample', [...node.inputs, scales], { mode: modeOf(node) });
    },
  },
  {
    op: 'Upsample',
    since: 9,
    convert: (node, { floats }) => {
      if (node.inputs.length > 1) return node;
      const scales = floatsAttribute(node, 'scales', undefined);
      if (!scales)
        throw new XaiError('model-invalid', `Node '${node.name}' (Upsample) has no scales; export the model again.`);
      return replaced(node, 'Upsample', [...node.inputs, floats(scales)], { mode: modeOf(node) });
    },
  },
  { op: 'Upsample', since: 10, convert: (node) => replaced(node, 'Resize', node.inputs, { mode: modeOf(node) }) },
  { op: 'Resize', since: 11, convert: resize },
];
