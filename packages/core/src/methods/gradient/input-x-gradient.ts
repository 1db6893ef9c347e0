import type { Attribution } from '../../attribution.js';
import type { DifferentiableModel } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { gradientAtInput } from '../at-input.js';
import type { MethodDescriptor } from '../descriptor.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import type { TargetOptions } from '../options.js';

const id = 'input-x-gradient';

/**
 * The gradient of the target at the input, times the input: x df/dx. For a ReLU network without biases it adds up to the
 * score.
 *
 * Source: Shrikumar et al. 2016, arXiv 1605.01713.
 *
 * @param input [N, C, H, W] in the network's own units
 * @returns values [N, C, H, W], raw and signed, in units of the score
 * @throws XaiError `gradient-unsupported`, `usage` or `input-invalid`
 */
export const inputXGradient: Method<DifferentiableModel, TargetOptions> = asMethod(explain);

async function explain(model: DifferentiableModel, input: FloatTensor, options: TargetOptions): Promise<Attribution[]> {
  const gradients = await gradientAtInput(id, 'gradient', model, input, options);
  return gradients.map((attribution) => {
    const { values } = attribution;
    return { ...attribution, values: { ...values, data: values.data.map((gradient, i) => gradient * input.data[i]!) } };
  });
}

export const inputXGradientDescriptor: MethodDescriptor = {
  id,
  title: 'Input x gradient',
  summary: 'Saliency weighed by the input: what each number adds, to first order.',
  definition: 'x df/dx',
  scope: 'local',
  approach: 'gradient',
  resolution: 'pixel',
  needs: ['gradient'],
  cost: '3',
  advice:
    'Measures contributions from zero in network units, so that a pixel of the mean colour gets none, whatever it means to the network; integrated-gradients does the same with a baseline of your choice and a check. As noisy as saliency.',
  paper: 'Shrikumar, Greenside, Shcherbina, Kundaje 2016, arXiv 1605.01713',
  hasTarget: true,
  options: {},
  run: explain,
};
