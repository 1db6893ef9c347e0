import type { RuleSet } from '@pellucid/core';
import { isFloatDType } from '../dtypes.js';
import { floatsOf } from '../onnx/constant.js';
import type { Graph, GraphNode } from '../onnx/graph.js';
import type { Rule, RuleEntry, RuleTable } from './rule.js';
import { relu } from './rules/activation.js';
import { clip } from './rules/clip.js';
import { gradientRules } from './rules/index.js';

/** Springenberg et al. 2014, section 3: only positive cotangents pass, and only where the activation's derivative does. */
function guided(rule: Rule): Rule {
  return {
    vjp: (context) => {
      const positive = context.op.Relu(context.cotangent());
      return rule.vjp({ ...context, cotangent: () => positive });
    },
  };
}

/** Zeiler and Fergus 2014, section 2.1: the rectifier is applied to the cotangent, and the forward values are not looked at. */
const deconvolved: Rule = {
  vjp: ({ op, node, cotangent }) => node.inputs.map((_, i) => (i === 0 ? op.Relu(cotangent()) : null)),
};

const rectifierRules: Record<RuleSet, RuleTable> = {
  gradient: {},
  'guided-backprop': { Relu: guided(relu), Clip: guided(clip) },
  deconvnet: { Relu: deconvolved, Clip: deconvolved },
};

/** The rule for each node under a rule set: activations that act as a ReLU are exchanged, all else stays. */
export function ruleLookup(ruleSet: RuleSet, constants: Graph['constants']): (node: GraphNode) => RuleEntry {
  const exchanged = rectifierRules[ruleSet];
  return (node) => {
    if (node.domain !== '' && node.domain !== 'ai.onnx') {
      return { unsupported: `it belongs to the domain '${node.domain}', which has no rules` };
    }
    const rule = isRectifier(node, constants) ? (exchanged[node.op] ?? gradientRules[node.op]) : gradientRules[node.op];
    return rule ?? { unsupported: 'it is not an operator of the ONNX standard domain' };
  };
}

/** Whether a node acts as a ReLU: Relu itself, or a Clip whose minimum is 0 (ReLU6). */
export function isRectifier(node: GraphNode, constants: Graph['constants']): boolean {
  if (node.op === 'Relu') return true;
  if (node.op !== 'Clip') return false;
  const minimum = constants.get(node.inputs[1] ?? '');
  return minimum !== undefined && isFloatDType(minimum.dtype) && floatsOf(minimum)[0] === 0;
}
