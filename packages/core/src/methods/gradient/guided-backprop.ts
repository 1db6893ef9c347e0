import type { DifferentiableModel } from '../../model.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method } from '../method.js';
import type { TargetOptions } from '../options.js';
import { inputGradient } from './input-gradient.js';

const { explain, descriptor } = inputGradient(
  {
    id: 'guided-backprop',
    title: 'Guided backpropagation',
    summary: 'Fine detail that excites the target, without what inhibits it.',
    definition: "df/dx with the derivative of each ReLU replaced by (g > 0) g a'(x)",
    advice:
      'Crisp pictures, but they look much the same for every class and survive randomised weights (Adebayo 2018): use it to see which detail is available to the network, not why it decided.',
    paper: 'Springenberg, Dosovitskiy, Brox, Riedmiller 2014, arXiv 1412.6806',
  },
  'guided-backprop',
);

/**
 * The gradient of the target at the input, where every ReLU passes only positive cotangents, and only where its own derivative
 * does: (g > 0) g a'(x).
 *
 * Source: Springenberg, Dosovitskiy, Brox, Riedmiller 2014, arXiv 1412.6806.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], raw and signed, in units of the score per unit of the input
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`, and `model-unsupported` for a network without a ReLU
 */
export const guidedBackprop: Method<DifferentiableModel, TargetOptions> = explain;

export const guidedBackpropDescriptor: MethodDescriptor = descriptor;
