import type { Attribution } from '../attribution.js';
import { XaiError } from '../errors.js';
import type { DifferentiableModel, RuleSet } from '../model.js';
import { objectiveOf } from '../objective.js';
import { formatTarget } from '../target.js';
import type { FloatTensor } from '../tensor.js';
import { asFloat } from '../tensor.js';
import { differentiate } from './differentiate.js';
import { feedsOf } from './input.js';
import type { TargetOptions } from './options.js';
import { objectiveOptions, targetList } from './options.js';

/** The gradient of each target at the input, under a rule set, as attributions of the given method. */
export async function gradientAtInput(
  method: string,
  rules: RuleSet,
  model: DifferentiableModel,
  input: FloatTensor,
  options: TargetOptions,
): Promise<Attribution[]> {
  requireRules(model, rules);
  const { name, feeds } = feedsOf(model, input, options.feeds);
  const about = objectiveOptions(options, 'logits');
  const objectives = targetList(options.target).map((target) => ({
    target,
    objective: objectiveOf(model, target, about),
  }));
  const batch = { feeds, size: input.shape[0]!, known: new Map<string, FloatTensor>() };
  const attributions: Attribution[] = [];
  for (const { target, objective } of objectives) {
    const { gradients, aim } = await differentiate(model, batch, objective, [name], { rules, signal: options.signal });
    attributions.push({
      method,
      form: 'input',
      values: asFloat(gradients[name], name),
      targets: aim.resolved,
      layer: null,
      options: { target: formatTarget(target), ...about },
      checks: {},
      notes: [],
    });
  }
  return attributions;
}

/** @throws XaiError `model-unsupported` for a backend without the rules */
export function requireRules(model: DifferentiableModel, rules: RuleSet): void {
  if (!model.ruleSets.includes(rules)) {
    throw new XaiError(
      'model-unsupported',
      `Expected a backend with the rules of ${rules}, but ${model.runtime.name} has ${model.ruleSets.join(', ')}.`,
    );
  }
}
