import type { DifferentiableModel } from '../../model.js';
import type { Target } from '../../target.js';
import type { FloatTensor } from '../../tensor.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Explained, TargetOptions, Targets } from '../options.js';
import { asAsked } from '../options.js';
import { gradientAtInput } from '../at-input.js';

/**
 * The gradient of the target at the input, df/dx.
 *
 * Source: Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], raw and signed, in units of the score per unit of the input
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`
 */
export async function saliency<T extends Targets = Target>(
  model: DifferentiableModel,
  input: FloatTensor,
  options: TargetOptions<T> = {},
): Promise<Explained<T>> {
  return asAsked(options.target, await gradientAtInput('saliency', 'gradient', model, input, options));
}

export const saliencyDescriptor: MethodDescriptor = {
  id: 'saliency',
  title: 'Saliency',
  summary: 'Which pixels, changed a little, change the score most.',
  definition: 'df/dx',
  scope: 'local',
  approach: 'gradient',
  resolution: 'pixel',
  needs: ['gradient'],
  cost: '3',
  advice:
    'Exact and cheap, but noisy: neighbouring pixels often have opposite signs. It shows sensitivity, not how much a pixel contributed.',
  paper: 'Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034',
  hasTarget: true,
  options: {},
  run: (model, input, options) => gradientAtInput('saliency', 'gradient', model, input, options),
};
