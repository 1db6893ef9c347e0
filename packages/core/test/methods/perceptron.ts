import { dense, graphModel, softplus } from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';

/** From `input` [N, 4] through a dense layer, an activation and another dense layer to `y` [N, 2]; smooth by default. */
export function perceptron(first: readonly number[], activation = softplus): GraphModel {
  return graphModel({
    input: { name: 'input', shape: [4] },
    nodes: [
      { name: 'hidden', op: dense(first, [0.25, -0.5, 0.1]), inputs: ['input'] },
      { name: 'active', op: activation, inputs: ['hidden'] },
      { name: 'y', op: dense([1, -1, 0.5, -0.25, 0.75, 1], [0.5, -1]), inputs: ['active'] },
    ],
    outputs: ['y'],
  });
}

export const perceptronWeights = [0.5, 0, -1, 0.25, 1, 0, 0.75, -0.5, -0.25, 0, 0.5, 1];
