import type { DifferentiableModel } from '../../model.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method } from '../method.js';
import type { TargetOptions } from '../options.js';
import { inputGradient } from './input-gradient.js';

const { explain, descriptor } = inputGradient(
  {
    id: 'saliency',
    title: 'Saliency',
    summary: 'Which pixels, changed a little, change the score most.',
    definition: 'df/dx',
    advice:
      'Exact and cheap, but noisy: neighbouring pixels often have opposite signs. It shows sensitivity, not how much a pixel contributed.',
    paper: 'Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034',
  },
  'gradient',
);

/**
 * The gradient of the target at the input, df/dx.
 *
 * Source: Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], raw and signed, in units of the score per unit of the input
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`
 */
export const saliency: Method<DifferentiableModel, TargetOptions> = explain;

export const saliencyDescriptor: MethodDescriptor = descriptor;
