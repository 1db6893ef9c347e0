import type { Attribution } from '../../../attribution.js';
import { catalog } from '../../../catalog.js';
import { XaiError } from '../../../errors.js';
import type { XaiErrorCode } from '../../../errors.js';
import type { MethodDescriptor, MethodOptions } from '../../../methods/descriptor.js';
import type { DifferentiableModel } from '../../../model.js';
import type { FloatTensor } from '../../../tensor.js';
import { expectClose, expectEqual, fail } from '../expect.js';
import type { ConformanceCase, ConformanceHarness } from '../harness.js';
import { awayFromKinks } from '../inputs.js';
import type { NetworkDescription } from '../network.js';
import { methodTolerance } from '../tolerances.js';

/**
 * How far all that a method computes stays away from kinks: some times what float32 rounds. Methods that try many inputs
 * (SmoothGrad) cannot stay farther.
 */
const distance = 1e-5;
const rows = 2;

/**
 * Fewer samples and steps than by default: each is one more chance to meet a kink, and near its baseline the path of
 * integrated gradients meets one at every maximum.
 */
const options: Readonly<Record<string, MethodOptions>> = {
  smoothgrad: { samples: 8 },
  'integrated-gradients': { steps: 8 },
};

/** Every method of the catalog: the same attribution as on the reference, or refused for the same reason. */
export function methodCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  return catalog.map((method) => ({
    name: `${network.name}: ${method.id} is that of the reference`,
    async run() {
      const { input, result: expected } = await awayFromKinks(network, rows, distance, (reference, candidate) =>
        attempt(method, reference, candidate),
      );
      const model = await harness.build(network);
      try {
        compare(await attempt(method, model, input), expected);
      } finally {
        await model.dispose();
      }
    },
  }));
}

/** The attributions, or the code of the refusal. */
async function attempt(
  method: MethodDescriptor,
  model: DifferentiableModel,
  input: FloatTensor,
): Promise<Attribution[] | XaiErrorCode> {
  try {
    return await method.run(model, input, options[method.id] ?? {});
  } catch (error) {
    if (error instanceof XaiError) return error.code;
    throw error;
  }
}

function compare(actual: Attribution[] | XaiErrorCode, expected: Attribution[] | XaiErrorCode): void {
  if (typeof actual === 'string' || typeof expected === 'string') {
    expectEqual('Outcome', actual, expected);
    return;
  }
  const facts = ({ form, layer, targets }: Attribution): unknown => ({
    form,
    layer: layer?.name,
    targets: targets.map(({ index, quantity }) => ({ index, quantity })),
  });
  expectEqual('What was explained', actual.map(facts), expected.map(facts));
  expected.forEach((wanted, i) => {
    const found = actual[i]!;
    expectClose('Attribution', found.values, wanted.values, methodTolerance);
    wanted.targets.forEach(({ score }, row) => {
      const other = found.targets[row]!.score;
      if (!(Math.abs(other - score) <= methodTolerance * Math.max(1, Math.abs(score))))
        fail(`Score of row ${row}: expected ${score}, but got ${other}.`);
    });
  });
}
