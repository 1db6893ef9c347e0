import type { Tensors } from '../../../model.js';
import { asFloat, floatTensor, rows as rowsOf } from '../../../tensor.js';
import type { FloatTensor } from '../../../tensor.js';
import { expectClose } from '../expect.js';
import type { ConformanceCase, ConformanceHarness, Trial } from '../harness.js';
import { tensorNames, trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { batchTolerance } from '../tolerances.js';

const size = 3;

/** Rows of a batch do not influence one another. */
export function batchCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const names = tensorNames(network);
  const { name } = network.input;
  const [output = ''] = network.outputs;
  const gradientsOf = async ({ model }: Trial, input: FloatTensor): Promise<Tensors> =>
    (await model.vjp({ [name]: input }, { [output]: { top: 1 } }, names)).gradients;
  const valuesOf = ({ model }: Trial, input: FloatTensor): Promise<Tensors> => model.run({ [name]: input }, names);
  const compareRows = async (
    trial: Trial,
    compute: (trial: Trial, input: FloatTensor) => Promise<Tensors>,
  ): Promise<void> => {
    const together = await compute(trial, trial.input);
    for (let row = 0; row < size; row++) {
      const alone = await compute(trial, rowsOf(trial.input, row, row + 1));
      for (const tensor of names) {
        const part = rowsOf(asFloat(together[tensor], tensor), row, row + 1);
        expectClose(`Row ${row} of '${tensor}'`, part, alone[tensor]!, batchTolerance);
      }
    }
  };
  return [
    trialCase(harness, network, 'a batch gives what its rows give alone', (t) => compareRows(t, valuesOf), size),
    trialCase(harness, network, 'gradients of a batch are those of its rows', (t) => compareRows(t, gradientsOf), size),
    trialCase(
      harness,
      network,
      'a row does not depend on what stands beside it',
      async (trial) => {
        const { data, shape } = trial.input;
        const length = data.length / size;
        // The second row stays, the others become huge.
        const beside = data.map((value, i) => (Math.floor(i / length) === 1 ? value : 1e6 * value));
        const changed = floatTensor(beside, shape);
        for (const compute of [valuesOf, gradientsOf]) {
          const [before, after] = [await compute(trial, trial.input), await compute(trial, changed)];
          for (const tensor of names) {
            const row = (tensors: Tensors): FloatTensor => rowsOf(asFloat(tensors[tensor], tensor), 1, 2);
            expectClose(`'${tensor}'`, row(after), row(before), batchTolerance);
          }
        }
      },
      size,
    ),
  ];
}
