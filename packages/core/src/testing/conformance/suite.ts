import { batchCases } from './cases/batches.js';
import { callCases } from './cases/calls.js';
import { cancellationCases } from './cases/cancellation.js';
import { errorCases } from './cases/errors.js';
import { forwardCases } from './cases/forward.js';
import { foundCases } from './cases/found.js';
import { gradientCases } from './cases/gradients.js';
import { lifetimeCases } from './cases/lifetime.js';
import { methodCases } from './cases/methods.js';
import { rectifierCases } from './cases/rectifiers.js';
import { ruleSetCases } from './cases/rule-sets.js';
import { specCases } from './cases/specs.js';
import { tieCases } from './cases/ties.js';
import type { ConformanceCase, ConformanceHarness } from './harness.js';
import { conformanceNetworks } from './networks/index.js';

/**
 * The tests that every backend passes: what `Model`, `CanRun` and `CanDifferentiate` promise, and that each method of the
 * catalog gives what it gives on a reference in plain TypeScript. They know no test runner:
 *
 *     for (const { name, run } of conformanceSuite({ build })) test(name, run);
 *
 * @returns the same names, in the same order, for every backend; those about leaks only where `resources` is given
 */
export function conformanceSuite(harness: ConformanceHarness): ConformanceCase[] {
  return [
    ...conformanceNetworks.flatMap((network) => [
      ...specCases(harness, network),
      ...forwardCases(harness, network),
      ...gradientCases(harness, network),
      ...ruleSetCases(harness, network),
      ...batchCases(harness, network),
      ...callCases(harness, network),
      ...cancellationCases(harness, network),
      ...lifetimeCases(harness, network),
      ...foundCases(harness, network),
      ...methodCases(harness, network),
    ]),
    ...rectifierCases(harness),
    ...tieCases(harness),
    ...errorCases(harness),
  ];
}
