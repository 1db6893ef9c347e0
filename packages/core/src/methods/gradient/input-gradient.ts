import type { DifferentiableModel, RuleSet } from '../../model.js';
import type { FloatTensor } from '../../tensor.js';
import { gradientAtInput } from '../at-input.js';
import type { MethodDescriptor, MethodNeed, MethodWords } from '../descriptor.js';
import type { Method } from '../method.js';
import { asMethod } from '../method.js';
import type { TargetOptions } from '../options.js';

/** A method that is the gradient at the input under a rule set, from its words: its function and its entry in the catalog. */
export function inputGradient(
  words: MethodWords,
  rules: RuleSet,
): { explain: Method<DifferentiableModel, TargetOptions>; descriptor: MethodDescriptor } {
  const run = (
    model: DifferentiableModel,
    input: FloatTensor,
    options: TargetOptions,
  ): ReturnType<MethodDescriptor['run']> => gradientAtInput(words.id, rules, model, input, options);
  // Every other rule set is another rule for ReLUs.
  const needs: readonly MethodNeed[] = rules === 'gradient' ? ['gradient'] : ['gradient', 'ReLU'];
  return {
    explain: asMethod(run),
    descriptor: {
      ...words,
      scope: 'local',
      approach: 'gradient',
      resolution: 'pixel',
      needs,
      cost: '3',
      hasTarget: true,
      options: {},
      run,
    },
  };
}
