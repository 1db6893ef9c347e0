import type { GraphModel } from '../graph-model.js';
import { graphModel } from '../graph-model.js';
import { softmax } from '../ops.js';
import { classifierGraph } from './classifier.js';

/** `classifierModel` with a softmax behind its logits: `probabilities` [N, 3]. */
export function softmaxClassifierModel(): GraphModel {
  return graphModel({
    ...classifierGraph,
    nodes: [...classifierGraph.nodes, { name: 'probabilities', op: softmax, inputs: ['logits'] }],
    outputs: ['probabilities'],
  });
}
