import { tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { PlannedStep } from './plan.js';

/** Device tensors by name. */
export type Values = Map<string, Tensor>;

/**
 * Computes steps one after another and adds what they give to `values`, where what was fed stays as it is.
 *
 * @param watch gets every new tensor and says what takes its place for the steps behind
 */
export function computeSteps(
  steps: readonly PlannedStep[],
  values: Values,
  watch: (name: string, tensor: Tensor) => Tensor = (_, tensor) => tensor,
): void {
  for (const { inputs, outputs, compute } of steps) {
    const results = compute(inputs.map((name) => values.get(name)!));
    outputs.forEach((name, i) => {
      if (!values.has(name)) values.set(name, watch(name, results[i]!));
    });
  }
}

/** `computeSteps`, in which a tensor lives no longer than it is needed, by later steps or as one of `wanted`. */
export function computeFrugally(steps: readonly PlannedStep[], values: Values, wanted: ReadonlySet<string>): void {
  const fed = new Set(values.keys());
  const last = new Map<string, PlannedStep>();
  for (const step of steps) for (const name of [...step.outputs, ...step.inputs]) last.set(name, step);
  for (const step of steps) {
    // Scratch of the step goes at once, too.
    const results = tidy(() => step.compute(step.inputs.map((name) => values.get(name)!)));
    step.outputs.forEach((name, i) => {
      if (!values.has(name)) values.set(name, results[i]!);
      else results[i]!.dispose();
    });
    for (const name of new Set([...step.outputs, ...step.inputs])) {
      if (last.get(name) !== step || wanted.has(name) || fed.has(name)) continue;
      values.get(name)!.dispose();
      values.delete(name);
    }
  }
}
