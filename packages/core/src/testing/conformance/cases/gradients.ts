import type { DifferentiableModel, Tensors } from '../../../model.js';
import { dominators } from '../../../network/dominators.js';
import { asFloat, floatTensor } from '../../../tensor.js';
import type { FloatTensor } from '../../../tensor.js';
import { checkDirection } from '../../finite-differences.js';
import { normalTensor } from '../../normal-tensor.js';
import { expectClose, expectEqual, expectSame, expectZeros, fail } from '../expect.js';
import type { ConformanceCase, ConformanceHarness, Trial } from '../harness.js';
import { tensorNames, trialCase } from '../harness.js';
import type { NetworkDescription } from '../network.js';
import { forwardTolerance, gradientTolerance as tolerance } from '../tolerances.js';

/**
 * Differences over twice this step, at inputs where those of the reference agree with its gradient: there no kink lies
 * between the two points. What is left is the rounding of float32 outputs, some 1e-7 over the step.
 */
const step = 2e-3;
const differenceTolerance = { reference: 1e-3, backend: 5e-3 } as const;
const tries = 100;

/** `vjp`: gradients of any tensors at any tensors. */
export function gradientCases(harness: ConformanceHarness, network: NetworkDescription): ConformanceCase[] {
  const { outputs, input, layers } = network;
  const names = tensorNames(network);
  const inner = names.filter((name) => name !== input.name && !outputs.includes(name));
  const [output = ''] = outputs;
  const ofShape = async ({ reference, feeds }: Trial, name: string, seed = 2): Promise<FloatTensor> =>
    normalTensor((await reference.run(feeds, [name]))[name]!.shape, seed, names.indexOf(name));
  const compare = async (
    { model, reference }: Trial,
    feeds: Tensors,
    cotangents: Parameters<typeof model.vjp>[1],
    wrt: readonly string[],
  ): Promise<void> => {
    const { gradients } = await model.vjp(feeds, cotangents, wrt);
    const expected = (await reference.vjp(feeds, cotangents, wrt)).gradients;
    const of = Object.keys(cotangents).join(', ');
    for (const name of wrt) expectClose(`Gradient of ${of} at '${name}'`, gradients[name], expected[name]!, tolerance);
  };
  return [
    trialCase(harness, network, 'the gradient at every tensor is right, all in one call', async (trial) => {
      for (const of of outputs) await compare(trial, trial.feeds, { [of]: await ofShape(trial, of) }, names);
    }),
    trialCase(harness, network, 'the gradient at every tensor is right, each alone', async (trial) => {
      const cotangent = await ofShape(trial, output);
      for (const name of names) await compare(trial, trial.feeds, { [output]: cotangent }, [name]);
    }),
    trialCase(harness, network, 'the gradient agrees with differences', async ({ model, reference }) => {
      for (const of of outputs)
        for (const at of names) if (isSmoothAt(at)) await compareDifference(model, reference, at, of);
    }),
    trialCase(harness, network, 'the gradient at a fed tensor needs nothing before it', async (trial) => {
      for (const of of outputs) {
        const cotangent = { [of]: await ofShape(trial, of) };
        const values = await trial.reference.run(trial.feeds, names);
        const passed = dominators(trial.reference.layers, input.name, of).map(({ name }) => name);
        for (const name of inner.filter((name) => passed.includes(name)))
          await compare(trial, { [name]: values[name]! }, cotangent, [name]);
      }
    }),
    trialCase(harness, network, 'several cotangents at once add up', async (trial) => {
      const places = [...outputs, inner.at(-1)!, inner[Math.floor(inner.length / 2)]!];
      const given = await Promise.all(places.map(async (name) => [name, await ofShape(trial, name)] as const));
      await compare(trial, trial.feeds, Object.fromEntries(given), [input.name, ...inner]);
    }),
    trialCase(harness, network, 'a cotangent may be one-hot at the k-th largest score', async (trial) => {
      const [, classes = 0] = trial.model.outputs[0]!.shape;
      for (let top = 1; top <= classes!; top++)
        await compare(trial, trial.feeds, { [output]: { top } }, [input.name, inner.at(-1)!]);
    }),
    trialCase(harness, network, 'a tensor that does not reach a cotangent gets zeros', async (trial) => {
      const [first = ''] = inner;
      const behind = names.slice(names.indexOf(first) + 1);
      const { gradients } = await trial.model.vjp(trial.feeds, { [first]: await ofShape(trial, first) }, behind);
      for (const name of behind) expectZeros(`'${name}'`, gradients[name], (await ofShape(trial, name)).shape);
    }),
    trialCase(harness, network, 'the gradient stops at a fed tensor', async (trial) => {
      const passed = dominators(trial.reference.layers, input.name, output).map(({ name }) => name);
      const fed = inner.find((name) => passed.includes(name))!;
      const feeds = { ...trial.feeds, [fed]: (await trial.reference.run(trial.feeds, [fed]))[fed]! };
      const cotangents = { [output]: await ofShape(trial, output) };
      const { gradients } = await trial.model.vjp(feeds, cotangents, [input.name, fed]);
      expectZeros(`'${input.name}'`, gradients[input.name], trial.input.shape);
      await compare(trial, feeds, cotangents, [fed]);
    }),
    trialCase(harness, network, 'the gradient of a tensor at itself is its cotangent', async (trial) => {
      const cotangent = await ofShape(trial, output);
      const { gradients } = await trial.model.vjp(trial.feeds, { [output]: cotangent }, [output]);
      expectSame(`'${output}'`, gradients[output], cotangent);
    }),
    trialCase(harness, network, 'values come from the same call', async ({ model, reference, feeds }) => {
      const cotangents = { [output]: { top: 1 } };
      const fetches = [input.name, inner[0]!, ...outputs];
      const { values, gradients } = await model.vjp(feeds, cotangents, [input.name], { fetches });
      const expected = await reference.run(feeds, fetches);
      expectEqual('Names of the values', Object.keys(values).sort(), [...fetches].sort());
      expectEqual('Names of the gradients', Object.keys(gradients), [input.name]);
      for (const name of fetches) expectClose(`'${name}'`, values[name], expected[name]!, forwardTolerance);
      expectSame('The fed input', values[input.name], feeds[input.name]);
    }),
    trialCase(harness, network, 'the gradient is linear in its cotangent', async (trial) => {
      const cotangent = await ofShape(trial, output);
      const { data, shape } = cotangent;
      const gradientOf = async (factor: number): Promise<FloatTensor> => {
        const scaled = floatTensor(
          data.map((value) => factor * value),
          shape,
          cotangent.layout,
        );
        const { gradients } = await trial.model.vjp(trial.feeds, { [output]: scaled }, [input.name]);
        return asFloat(gradients[input.name], input.name);
      };
      const once = await gradientOf(1);
      const expected = { ...once, data: once.data.map((value) => -1000 * value) };
      expectClose('The gradient for -1000 times the cotangent', await gradientOf(-1000), expected, tolerance);
    }),
  ];

  /** Zeros of a ReLU tie under a max pool: a kink. And an output is moved by nothing but itself. */
  function isSmoothAt(name: string): boolean {
    const isPooled = layers.some((layer) => layer.op === 'max-pool' && layer.inputs.includes(name));
    return !isPooled && !outputs.includes(name);
  }

  async function compareDifference(
    model: DifferentiableModel,
    reference: DifferentiableModel,
    at: string,
    of: string,
  ): Promise<void> {
    for (let seed = 0; seed < tries; seed++) {
      const feeds = { [input.name]: normalTensor([1, ...input.shape], seed) };
      const check = { feeds, at, of, step, seed: 4 };
      if ((await checkDirection(reference, check)).error > differenceTolerance.reference) continue;
      const { error, analytic, numeric } = await checkDirection(model, check);
      if (error <= differenceTolerance.backend) return;
      fail(`Gradient of '${of}' at '${at}': ${analytic} along a direction, but the difference is ${numeric}.`);
    }
    fail(`Gradient of '${of}' at '${at}': the reference agrees with differences at none of ${tries} inputs.`);
  }
}
