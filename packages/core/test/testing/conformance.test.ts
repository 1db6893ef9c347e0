import { describe, expect, test } from 'vitest';
import { XaiError } from '../../src/errors.js';
import type { DifferentiableModel } from '../../src/model.js';
import type { Tensor } from '../../src/tensor.js';
import { asFloat } from '../../src/tensor.js';
import type { ConformanceHarness, NetworkDescription, Op } from '../../src/testing/index.js';
import { conformanceSuite, referenceModel } from '../../src/testing/index.js';

let alive = 0;

/** The reference as a backend that counts its models. */
const sound: ConformanceHarness = {
  async build(network) {
    alive++;
    const model = referenceModel(network);
    let live = true;
    return {
      ...model,
      async dispose() {
        if (live) alive--;
        live = false;
        await model.dispose();
      },
    };
  },
  resources: () => alive,
};

describe('the reference itself', () => {
  for (const { name, run } of conformanceSuite(sound)) test(name, run);
});

test('names are unique, and the same without a hook for resources', () => {
  const names = conformanceSuite(sound).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const without = conformanceSuite({ build: (network) => sound.build(network) }).map(({ name }) => name);
  expect(without).toEqual(names.filter((name) => !name.includes('leaks')));
});

/** A backend that is wrong in one way, and the cases that have to see it. */
interface Mutant {
  readonly wrong: string;
  readonly build: (network: NetworkDescription) => DifferentiableModel;
  readonly seenBy: readonly string[];
  readonly resources?: () => number;
}

const withOp = (name: string, change: (op: Op) => Partial<Op>) => (network: NetworkDescription) =>
  referenceModel(network, (op) => (op.name === name ? { ...op, ...change(op) } : op));

const withModel =
  (change: (model: DifferentiableModel) => Partial<DifferentiableModel>) => (network: NetworkDescription) => {
    const model = referenceModel(network);
    return { ...model, ...change(model) };
  };

/** The tensor with its values changed. */
function changed(tensor: Tensor, change: (value: number, index: number) => number): Tensor {
  const floats = asFloat(tensor, 'a tensor');
  return { ...floats, data: floats.data.map(change) };
}

const mapTensors = (tensors: Record<string, Tensor>, change: (tensor: Tensor, name: string) => Tensor) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor, name)]));

/** The opposite order of equals, by way of the last winner. */
function lastOfEquals(op: Op): Partial<Op> {
  const reversed = <Values extends Float32Array | Float64Array>(values: Values): Values =>
    values.toReversed() as Values;
  return {
    vjp: (cotangent, [input], output) => {
      const turned = { ...input!, data: reversed(input!.data) };
      return op.vjp(reversed(cotangent), [turned], output).map(reversed);
    },
  };
}

const mutants: readonly Mutant[] = [
  {
    wrong: 'a value is off by 1e-4',
    build: withOp('Conv', (op) => ({
      forward: (inputs) => {
        const value = op.forward(inputs);
        return { ...value, data: value.data.map((x, i) => (i === 0 ? x + 1e-4 : x)) };
      },
    })),
    seenBy: [
      'classifier: every tensor is right, fetched alone',
      'branches: every tensor is right, all fetched in one call',
    ],
  },
  {
    wrong: 'borders count as zeros in a mean',
    build: withOp('AveragePool', (op) => ({
      forward: (inputs) => ({
        ...op.forward(inputs),
        data: op.forward(inputs).data.map((x, i) => (i === 0 ? (x * 4) / 9 : x)),
      }),
    })),
    seenBy: ['branches: every tensor is right, all fetched in one call'],
  },
  {
    wrong: 'the derivative of ReLU is 0.999',
    build: withOp('Relu', (op) => ({
      vjp: (g, ...rest) =>
        op.vjp(
          g.map((x) => 0.999 * x),
          ...rest,
        ),
    })),
    seenBy: [
      'classifier: the gradient at every tensor is right, all',
      'tokens: saliency',
      'relu alone: gradient, by hand',
    ],
  },
  {
    wrong: 'a gradient is wrong by 2 %, and the forward pass is not',
    build: withOp('MatMul', (op) => ({ vjp: (...call) => op.vjp(...call).map((g) => g.map((x) => 1.02 * x)) })),
    seenBy: [
      'tokens: the gradient agrees with differences',
      'tokens: the gradient at every tensor is right, each alone',
    ],
  },
  {
    wrong: 'ReLU6 has derivative 1 at 6',
    build: withOp('Relu6', () => ({
      vjp: (g, [input]) => [g.map((x, i) => (input!.data[i]! > 0 && input!.data[i]! <= 6 ? x : 0))],
    })),
    seenBy: ['relu6 alone: gradient, by hand', 'relu6 in a convolution: guided-backprop, by hand'],
  },
  {
    wrong: 'ReLU6 is no rectifier to rule sets',
    build: withOp('Relu6', () => ({ rectifies: false })),
    seenBy: ['relu6 alone: deconvnet, by hand', 'mobile: guided-backprop at every tensor'],
  },
  {
    wrong: 'guided backpropagation is deconvnet',
    build: withModel((model) => ({
      vjp: (feeds, cotangents, wrt, options) =>
        model.vjp(
          feeds,
          cotangents,
          wrt,
          options?.rules === 'guided-backprop' ? { ...options, rules: 'deconvnet' } : options,
        ),
    })),
    seenBy: ['classifier: guided-backprop at every tensor', 'relu in a dense layer: guided-backprop, by hand'],
  },
  {
    wrong: 'a pool takes the last of equals',
    build: withOp('MaxPool', lastOfEquals),
    seenBy: ['max pool: the gradient goes to the first'],
  },
  {
    wrong: 'the best score is taken for the second',
    build: withModel((model) => ({
      vjp: (feeds, cotangents, wrt, options) =>
        model.vjp(
          feeds,
          Object.fromEntries(
            Object.entries(cotangents).map(([name, one]) => [name, 'top' in one && one.top === 2 ? { top: 1 } : one]),
          ),
          wrt,
          options,
        ),
    })),
    seenBy: ['classifier: a cotangent may be one-hot', 'equal scores: the k-th largest'],
  },
  {
    wrong: 'only the first cotangent counts',
    build: withModel((model) => ({
      vjp: (feeds, cotangents, wrt, options) =>
        model.vjp(feeds, Object.fromEntries(Object.entries(cotangents).slice(0, 1)), wrt, options),
    })),
    seenBy: ['branches: several cotangents at once add up'],
  },
  {
    wrong: 'rows are averaged a little',
    build: withModel((model) => ({
      run: async (feeds, fetches, options) =>
        mapTensors(await model.run(feeds, fetches, options), (tensor) => {
          const floats = asFloat(tensor, 'a tensor');
          return changed(tensor, (x, i) => x + 1e-5 * floats.data[i % (floats.data.length / floats.shape[0]!)]!);
        }),
    })),
    seenBy: ['classifier: a batch gives what its rows give alone'],
  },
  {
    wrong: 'an unreached tensor has no gradient',
    build: withModel((model) => ({
      vjp: async (feeds, cotangents, wrt, options) => {
        const { gradients, values } = await model.vjp(feeds, cotangents, wrt, options);
        const reached = Object.entries(gradients).filter(([, { data }]) => data.some((value) => value !== 0));
        return { gradients: Object.fromEntries(reached), values };
      },
    })),
    seenBy: ['classifier: a tensor that does not reach a cotangent gets zeros', 'tokens: the gradient stops at a fed'],
  },
  {
    wrong: 'what is fed is written to',
    build: withModel((model) => ({
      run: async (feeds, fetches, options) => {
        const results = await model.run(feeds, fetches, options);
        for (const { data } of Object.values(feeds)) data[0] = 0;
        return results;
      },
    })),
    seenBy: ['classifier: what is fed is left as it was'],
  },
  {
    wrong: 'a result changes from call to call',
    build: withModel((model) => {
      let calls = 0;
      return {
        run: async (feeds, fetches, options) =>
          mapTensors(await model.run(feeds, fetches, options), (tensor) =>
            changed(tensor, (x) => x * (1 + 1e-7 * calls++)),
          ),
      };
    }),
    seenBy: ['classifier: the same call gives the same bytes', 'mobile: calls at the same time'],
  },
  {
    wrong: 'signals are not looked at',
    build: withModel((model) => ({
      run: (feeds, fetches) => model.run(feeds, fetches),
      vjp: (feeds, cotangents, wrt, { signal: _, ...options } = {}) => model.vjp(feeds, cotangents, wrt, options),
    })),
    seenBy: ['classifier: a signal that has fired', 'classifier: a signal that fires between calls'],
  },
  {
    wrong: 'errors have another code',
    build: withModel((model) => ({
      run: (feeds, fetches, options) =>
        model.run(feeds, fetches, options).catch((cause: unknown) => {
          throw new XaiError('runtime', (cause as Error).message);
        }),
    })),
    seenBy: [
      'classifier: an unknown tensor is an error',
      'classifier: a wrong shape is an error',
      'classifier: a wrong type is an error',
      'classifier: different numbers of rows',
      'classifier: an input that is needed',
      'tokens: a model can be disposed of twice',
    ],
  },
  {
    wrong: 'errors do not say what they are about',
    build: withModel((model) => ({
      vjp: (...call) =>
        model.vjp(...call).catch((cause: unknown) => {
          throw new XaiError((cause as XaiError).code, 'Something is wrong.');
        }),
    })),
    seenBy: ['classifier: an unknown rule set', 'classifier: a rank that is not there'],
  },
  {
    wrong: 'disposing does nothing',
    build: withModel(() => ({ dispose: async () => {} })),
    seenBy: ['classifier: a model can be disposed of twice'],
  },
  {
    wrong: 'a call leaks',
    build: withModel((model) => ({
      vjp: (...call) => {
        alive++;
        return model.vjp(...call);
      },
    })),
    resources: () => alive,
    seenBy: ['classifier: nothing leaks'],
  },
  {
    wrong: 'layers are not in order',
    build: withModel((model) => ({ layers: model.layers.toReversed() })),
    seenBy: ['classifier: layers, in topological order'],
  },
  {
    wrong: 'connections around a layer are missing',
    build: withModel((model) => ({
      layers: model.layers.map((layer) => ({ ...layer, inputs: layer.inputs.slice(0, 1) })),
    })),
    seenBy: ['mobile: connections', 'branches: connections'],
  },
  {
    wrong: 'an activation is a convolution',
    build: withModel((model) => ({
      layers: model.layers.map((layer) =>
        layer.kind === 'activation' ? { ...layer, kind: 'convolution' as const } : layer,
      ),
    })),
    seenBy: ['classifier: kinds, shapes and layouts'],
  },
  {
    wrong: 'the batch is fixed',
    build: withModel((model) => ({
      inputs: model.inputs.map((one) => ({ ...one, shape: [1, ...one.shape.slice(1)] })),
    })),
    seenBy: ['classifier: inputs and outputs'],
  },
  {
    wrong: 'maps have no layout',
    build: withModel((model) => ({ layers: model.layers.map((layer) => ({ ...layer, layout: null })) })),
    seenBy: [
      'branches: kinds, shapes and layouts',
      'classifier: core finds the feature layer',
      'classifier: grad-cam is that of the reference',
    ],
  },
  {
    wrong: 'the logits within a softmax are not there',
    build: withModel((model) => ({
      layers: model.layers
        .filter(({ name }) => !name.includes('/'))
        .map((layer) => (layer.name === 'probabilities' ? { ...layer, inputs: ['hidden'] } : layer)),
    })),
    seenBy: ['fused: core finds the logits'],
  },
];

describe.each(mutants)('a backend where $wrong', ({ build, seenBy, resources }) => {
  const suite = conformanceSuite({ build: async (network) => build(network), ...(resources && { resources }) });
  test.each(seenBy)('is seen by "%s"', async (start) => {
    const found = suite.filter(({ name }) => name.startsWith(start));
    expect(found).toHaveLength(1);
    // A plain sentence, not an accident of the case.
    await expect(found[0]!.run()).rejects.toSatisfy((error) => error instanceof Error && !(error instanceof TypeError));
  });
});
