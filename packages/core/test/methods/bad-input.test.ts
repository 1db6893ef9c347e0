import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/catalog.js';
import type { MethodOptions } from '../../src/methods/descriptor.js';
import { classifierModel, normalTensor } from '../../src/testing/index.js';
import type { GraphModel } from '../../src/testing/index.js';
import type { FloatTensor } from '../../src/tensor.js';

const input = normalTensor([1, 2, 6, 6]);
const unchanged = (model: GraphModel): GraphModel => model;
const withInputs =
  (...inputs: GraphModel['inputs'][number][]) =>
  (model: GraphModel): GraphModel => ({ ...model, inputs });
const [spec] = classifierModel().inputs as [GraphModel['inputs'][number]];
const broken = { ...input, data: input.data.map((value, i) => (i === 50 ? Number.NaN : value)) };
const fired = { aborted: true, reason: 'enough' };

interface Case {
  readonly change?: (model: GraphModel) => GraphModel;
  readonly input?: FloatTensor;
  readonly options?: Record<string, unknown>;
  readonly code: string;
  readonly message: RegExp;
  /** For methods with a target only. */
  readonly hasTarget?: true;
}

const cases: Record<string, Case> = {
  'another shape': {
    input: normalTensor([1, 2, 6, 5]),
    code: 'input-invalid',
    message: /takes \[N, 2, 6, 6\].*shape is \[1, 2, 6, 5\]/,
  },
  'another rank': { input: normalTensor([2, 6, 6]), code: 'input-invalid', message: /takes \[N, 2, 6, 6\]/ },
  'no rows': { input: normalTensor([0, 2, 6, 6]), code: 'input-invalid', message: /shape is \[0, 2, 6, 6\]/ },
  'a value that is not a number': { input: broken, code: 'input-invalid', message: /not finite/ },
  'channels last': { input: { ...input, layout: 'nhwc' }, code: 'input-invalid', message: /Transpose/ },
  'two inputs': {
    change: withInputs(spec, { ...spec, name: 'second' }),
    code: 'model-unsupported',
    message: /one input to explain, but the network has 2: 'input', 'second'/,
  },
  'no input': { change: withInputs(), code: 'model-unsupported', message: /has none/ },
  'an input of integers': {
    change: withInputs({ ...spec, dtype: 'uint8' }),
    code: 'model-unsupported',
    message: /float32 input, but 'input' is uint8/,
  },
  'a signal that has fired': { options: { signal: fired }, code: 'aborted', message: /cancelled/ },
  'a class out of range': {
    options: { target: { class: 9 } },
    code: 'usage',
    message: /out of range/,
    hasTarget: true,
  },
  'a second class out of range': {
    options: { target: [{ class: 0 }, { class: 9 }] },
    code: 'usage',
    message: /out of range/,
    hasTarget: true,
  },
  'an empty list of targets': { options: { target: [] }, code: 'usage', message: /empty/, hasTarget: true },
  'another quantity': {
    options: { of: 'logit' },
    code: 'usage',
    message: /logits or probabilities, but got 'logit'/,
    hasTarget: true,
  },
  'a region of a vector': { options: { region: { point: [0, 0] } }, code: 'usage', message: /region/, hasTarget: true },
};

describe.each(catalog)('$id refuses before work begins', ({ run, hasTarget, options: own }) => {
  test.each(Object.entries(cases).filter(([, { hasTarget: needed }]) => hasTarget || !needed))(
    '%s',
    async (_, { change = unchanged, input: given = input, options = {}, code, message }) => {
      const model = classifierModel();
      const work = run(change(model), given, options);
      await expect(work).rejects.toMatchObject({ name: 'XaiError', code, message: expect.stringMatching(message) });
      expect(model.counts).toEqual({ run: 0, vjp: 0, rows: {} });
    },
  );

  test.each(Object.keys(own))('a wrong %s', async (option) => {
    const model = classifierModel();
    await expect(run(model, input, { [option]: Symbol.iterator })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`'${option}'`),
    });
    expect(model.counts).toEqual({ run: 0, vjp: 0, rows: {} });
  });
});

test.each(catalog.filter(({ needs }) => needs.includes('feature layer')))(
  '$id refuses a layer behind the target',
  async ({ run }) => {
    const model = classifierModel();
    const options = { target: { layer: 'conv', channel: 0 }, layer: 'features' } as MethodOptions;
    await expect(run(model, input, options)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('does not lead'),
    });
    expect(model.counts.vjp).toBe(0);
  },
);
