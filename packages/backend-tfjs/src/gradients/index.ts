// Registers TensorFlow.js's own gradients: core and the engines alone have none.
import '@tensorflow/tfjs-layers';
import type { RuleSet } from '@pellucid/core';
import { getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core';
import type { GradConfig } from '@tensorflow/tfjs-core';
import { withFusedOperatorsRecorded } from './fused-operators.js';
import { rectifierGradients } from './rectifiers.js';
import { gradients } from './table.js';

/**
 * Runs synchronous work, in which TensorFlow.js differentiates by our gradients and those of the rule set. Afterwards its
 * own are back, also after an error.
 */
export function withGradients<Result>(ruleSet: RuleSet, work: () => Result): Result {
  const ours = [...gradients, ...rectifierGradients[ruleSet]];
  const before = ours.map(({ kernelName }): [string, GradConfig | undefined] => [kernelName, getGradient(kernelName)]);
  for (const config of ours) registerGradient(config);
  try {
    return withFusedOperatorsRecorded(work);
  } finally {
    for (const [kernelName, config] of before) {
      if (config) registerGradient(config);
      else unregisterGradient(kernelName);
    }
  }
}
