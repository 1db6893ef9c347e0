import { XaiError } from '@pellucid/core';
import type { PlannedStep } from './plan.js';

/**
 * Refuses tensors that lead to a cotangent, but only by way of steps whose result does not change with small changes of what
 * they are given: lookups (tokens in an embedding), comparisons. Their gradient would be zero everywhere, and say nothing.
 *
 * @param isFloat whether a tensor holds floats: no gradient flows through any other
 * @throws XaiError `gradient-unsupported`
 */
export function requireGradient(
  steps: readonly PlannedStep[],
  wrt: readonly string[],
  cotangents: readonly string[],
  isFloat: (tensor: string) => boolean,
): void {
  const isSmooth = ({ step, outputs }: PlannedStep): boolean => !step.constant && outputs.some(isFloat);
  for (const name of wrt) {
    const behind = tensorsBehind(name, steps);
    const smooth = tensorsBehind(name, steps.filter(isSmooth));
    if (!cotangents.some((end) => behind.has(end)) || cotangents.some((end) => smooth.has(end))) continue;
    const breaks = steps.filter((step) => !isSmooth(step) && step.inputs.some((input) => smooth.has(input)));
    // Rather one that users know than a mask.
    const broken = breaks.find(({ outputs }) => outputs.some(isFloat)) ?? breaks[0]!;
    throw new XaiError(
      'gradient-unsupported',
      `The gradient at '${name}' is zero everywhere, as '${broken.outputs[0]}' (${broken.step.facts.op}) only looks up or compares its values. Take the gradient at a layer from '${broken.outputs[0]}' on, or a method that needs none (occlusion, activations).`,
    );
  }
}

function tensorsBehind(name: string, steps: readonly PlannedStep[]): ReadonlySet<string> {
  const found = new Set([name]);
  for (const { inputs, outputs } of steps) {
    if (inputs.some((input) => found.has(input))) for (const output of outputs) found.add(output);
  }
  return found;
}
