import type { DifferentiableModel } from '../../model.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method } from '../method.js';
import type { TargetOptions } from '../options.js';
import { inputGradient } from './input-gradient.js';

const { explain, descriptor } = inputGradient(
  {
    id: 'deconvnet',
    title: 'Deconvnet',
    summary: 'The pattern in the input that a deconvolutional network reconstructs for the target.',
    definition: 'df/dx with the derivative of each ReLU replaced by (g > 0) g',
    advice:
      'Historic forerunner of guided backpropagation, with more artefacts in networks without max pooling; it is barely specific to the class.',
    paper: 'Zeiler, Fergus 2014, arXiv 1311.2901',
  },
  'deconvnet',
);

/**
 * The signal of the target projected back to the input, where every ReLU rectifies the cotangent and ignores the forward
 * values: (g > 0) g.
 *
 * Source: Zeiler, Fergus 2014, arXiv 1311.2901.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], raw and signed, in units of the score per unit of the input
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`, and `model-unsupported` for a network without a ReLU
 */
export const deconvnet: Method<DifferentiableModel, TargetOptions> = explain;

export const deconvnetDescriptor: MethodDescriptor = descriptor;
