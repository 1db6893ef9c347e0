import { XaiError } from '../../../errors.js';
import type { DifferentiableModel } from '../../../model.js';
import { featureLayer } from '../../../network/feature-layer.js';
import { findLogits } from '../../../network/logits.js';
import { pooledHead } from '../../../network/pooled-head.js';
import { scoreOutput } from '../../../objective.js';
import { expectClose, expectEqual } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { forwardTolerance } from '../tolerances.js';

/** What core finds in a model's layers: it has to be the same whatever computes them. */
export function foundCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const logitsOf = (model: DifferentiableModel): string => findLogits(model, scoreOutput(model).name).logits;
  return [
    trialCase(harness, network, 'core finds the logits', async ({ model, reference, feeds }) => {
      expectEqual('Output with the scores', scoreOutput(model).name, scoreOutput(reference).name);
      const squashingOf = (one: DifferentiableModel): unknown => findLogits(one, scoreOutput(one).name).squashing;
      expectEqual('Squashing', squashingOf(model), squashingOf(reference));
      // Within a fused operation, they bear a name of the backend's choosing.
      const [found, wanted] = [logitsOf(model), logitsOf(reference)];
      const [actual, expected] = [await model.run(feeds, [found]), await reference.run(feeds, [wanted])];
      expectClose(`The logits, '${found}'`, actual[found], expected[wanted]!, forwardTolerance);
    }),
    trialCase(harness, network, 'core finds the feature layer', async ({ model, reference }) => {
      const facts = (one: DifferentiableModel): unknown => {
        const { name, grid } = featureLayer(one, logitsOf(one));
        return { name, grid };
      };
      expectEqual('Feature layer', facts(model), facts(reference));
    }),
    trialCase(harness, network, 'core finds the pooled head, or that there is none', async ({ model, reference }) => {
      const facts = (one: DifferentiableModel): unknown => {
        try {
          const { feature, pooled } = pooledHead(one, network.input.name, logitsOf(one));
          return { feature: feature.name, pooled: pooled.name };
        } catch (error) {
          if (error instanceof XaiError) return error.code;
          throw error;
        }
      };
      expectEqual('Pooled head', facts(model), facts(reference));
    }),
  ];
}
