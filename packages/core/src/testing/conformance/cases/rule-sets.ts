import type { RuleSet } from '../../../model.js';
import { normalTensor } from '../../normal-tensor.js';
import { expectClose, expectEqual } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { tensorNames, trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { gradientTolerance } from '../tolerances.js';

const ruleSets: readonly RuleSet[] = ['gradient', 'guided-backprop', 'deconvnet'];

/** Rule sets on whole networks, against the reference. */
export function ruleSetCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const names = tensorNames(network);
  return ruleSets.map((rules) =>
    trialCase(harness, network, `${rules} at every tensor`, async ({ model, reference, feeds }) => {
      expectEqual('model.ruleSets holds it', model.ruleSets.includes(rules), true);
      const [output = ''] = network.outputs;
      const cotangent = normalTensor((await reference.run(feeds, [output]))[output]!.shape, 3);
      const call = { [output]: cotangent };
      const { gradients } = await model.vjp(feeds, call, names, { rules });
      const expected = (await reference.vjp(feeds, call, names, { rules })).gradients;
      for (const name of names) expectClose(`'${name}'`, gradients[name], expected[name]!, gradientTolerance);
    }),
  );
}
