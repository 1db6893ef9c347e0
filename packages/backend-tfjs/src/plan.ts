import { XaiError } from '@pellucid/core';
import type { Compute, Program, Step } from './program.js';

/** A step in the form that a call needs. */
export interface PlannedStep {
  readonly step: Step;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly compute: Compute;
}

/**
 * The steps that lead from what is fed to what is wanted, in order.
 *
 * @throws XaiError `usage` when an input is needed that is not fed
 */
export function planSteps(program: Program, fed: readonly string[], wanted: readonly string[]): PlannedStep[] {
  const given = new Set(fed);
  const named = new Set([...fed, ...wanted]);
  const needed = new Set(wanted);
  const planned: PlannedStep[] = [];
  for (const step of program.steps.toReversed()) {
    if (!step.outputs.some((name) => needed.has(name) && !given.has(name))) continue;
    const { inputs, compute } = step.fused && !named.has(step.fused.skipped) ? step.fused : step;
    planned.push({ step, inputs, outputs: step.outputs, compute });
    for (const input of inputs) needed.add(input);
  }
  const missing = program.inputs.find((name) => needed.has(name) && !given.has(name));
  if (missing !== undefined) {
    throw new XaiError(
      'usage',
      `What is asked for depends on the input '${missing}', which is not fed; only '${fed.join("', '")}' is. Feed it too.`,
    );
  }
  return planned.reverse();
}
