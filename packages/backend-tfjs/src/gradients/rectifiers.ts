import { ClipByValue, LeakyRelu, Relu, Relu6, add, mul, relu as positivePart, sub } from '@tensorflow/tfjs-core';
import type { ClipByValueAttrs, GradConfig, LeakyReluAttrs, Tensor } from '@tensorflow/tfjs-core';
import { gradient } from './gradient.js';
import { positiveMask } from './positive-mask.js';

/** How a cotangent passes something that acts as a ReLU. `gate` is its derivative, 0 or 1. */
type Pass = (cotangent: Tensor, gate: () => Tensor) => Tensor;

/** The derivative. A product: cotangents of activations are finite. */
const derivative: Pass = (cotangent, gate) => mul(cotangent, gate());

/** Springenberg et al. 2014, section 3: only positive cotangents pass, and only where the derivative is not 0. */
const guided: Pass = (cotangent, gate) => mul(positivePart(cotangent), gate());

/** Zeiler and Fergus 2014, section 2.1: positive cotangents pass, whatever the forward values were. */
const deconvolved: Pass = (cotangent) => positivePart(cotangent);

const inside = (x: Tensor, high: number): Tensor => mul(positiveMask(x), positiveMask(sub(high, x)));
const below = (x: Tensor, bound: number): Tensor => sub(1, positiveMask(sub(x, bound)));
const above = (x: Tensor, bound: number): Tensor => sub(1, positiveMask(sub(bound, x)));

/** ReLU, and clips with minimum 0: derivative 1 inside the open interval only. Other clips: on the closed one. */
function rectifiers(pass: Pass): readonly GradConfig[] {
  const rule = (kernelName: string, gate: (x: Tensor) => Tensor): GradConfig =>
    gradient(kernelName, { inputs: ['x'] }, ([dy], [x]) => ({ x: () => pass(dy!, () => gate(x!)) }));
  return [
    rule(Relu, positiveMask),
    rule(Relu6, (x) => inside(x, 6)),
    gradient(ClipByValue, { inputs: ['x'] }, ([dy], [x], { clipValueMin, clipValueMax }: ClipByValueAttrs) => ({
      x: () =>
        clipValueMin === 0
          ? pass(dy!, () => inside(x!, clipValueMax))
          : mul(dy!, mul(above(x!, clipValueMin), below(x!, clipValueMax))),
    })),
  ];
}

export const rectifierGradients = Object.freeze({
  gradient: rectifiers(derivative),
  'guided-backprop': rectifiers(guided),
  deconvnet: rectifiers(deconvolved),
});

/** y = x above 0, else alpha x. Slope alpha at 0, as torch. */
export const leakyRelu = gradient(LeakyRelu, { inputs: ['x'] }, ([dy], [x], { alpha }: LeakyReluAttrs) => ({
  x: () => mul(dy!, add(mul(positiveMask(x!), 1 - alpha), alpha)),
}));
