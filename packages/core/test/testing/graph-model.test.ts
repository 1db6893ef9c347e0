import { describe, expect, test } from 'vitest';
import type { GraphModel, Op } from '../../src/testing/index.js';
import {
  add,
  averagePool,
  batchNormalization,
  checkDirection,
  classifierModel,
  concat,
  convolution,
  dense,
  flatten,
  globalAveragePool,
  globalMean,
  graphModel,
  leakyRelu,
  matMul,
  maxPool,
  multiply,
  normalTensor,
  polynomialModel,
  relu,
  relu6,
  reshape,
  segmenterModel,
  sigmoid,
  sigmoidClassifierModel,
  softmax,
  softmaxClassifierModel,
  softplus,
  transpose,
  twoBranchModel,
  upsampleNearest,
} from '../../src/testing/index.js';
import { floatTensor, rows } from '../../src/tensor.js';

const numbers = (count: number, seed: number): number[] => [...normalTensor([count], seed).data];

/** One operation as a network; a second input is made by another operation of the first. */
function single(op: Op, shape: readonly number[], second?: Op): GraphModel {
  return graphModel({
    input: { name: 'x', shape },
    nodes: [
      ...(second ? [{ name: 'second', op: second, inputs: ['x'] }] : []),
      { name: 'y', op, inputs: second ? ['x', 'second'] : ['x'] },
    ],
    outputs: ['y'],
  });
}

// Off by h^2 = 1e-4 times the third derivative at most where a function is curved, and by float32 rounding / h.
const tolerance = 2e-4;

describe('every operation agrees with central differences', () => {
  test.each<[string, GraphModel, readonly number[]]>([
    [
      'convolution',
      single(convolution(numbers(3 * 2 * 9, 1), [3, 2, 3], { padding: 1, bias: [1, 2, 3] }), [2, 5, 4]),
      [2, 2, 5, 4],
    ],
    [
      'strided convolution',
      single(convolution(numbers(3 * 2 * 4, 2), [3, 2, 2], { stride: 2 }), [2, 5, 4]),
      [2, 2, 5, 4],
    ],
    [
      'depthwise convolution',
      single(convolution(numbers(4 * 9, 4), [4, 1, 3], { padding: 1, groups: 4 }), [4, 5, 4]),
      [2, 4, 5, 4],
    ],
    ['matrix', single(matMul(numbers(12, 5), 4), [2, 3]), [2, 2, 3]],
    [
      'batch normalization',
      single(
        batchNormalization({ scale: [1, -2], offset: [3, 4], mean: [0.5, 1], variance: [2, 3], epsilon: 1e-3 }),
        [2, 3, 2],
      ),
      [2, 2, 3, 2],
    ],
    ['dense', single(dense(numbers(12, 3), [1, 2, 3]), [4]), [2, 4]],
    ['global average pool', single(globalAveragePool, [2, 3, 4]), [2, 2, 3, 4]],
    ['global mean', single(globalMean, [2, 3, 4]), [2, 2, 3, 4]],
    ['average pool', single(averagePool(3, { stride: 2, padding: 1 }), [2, 5, 4]), [2, 2, 5, 4]],
    ['overlapping max pool', single(maxPool(3, { stride: 2, padding: 1 }), [1, 5, 4]), [1, 1, 5, 4]],
    ['reshape', single(reshape([4, 6]), [2, 3, 4]), [2, 2, 3, 4]],
    ['transpose', single(transpose([2, 0, 1]), [2, 3, 4]), [2, 2, 3, 4]],
    ['relu6', single(relu6, [8]), [2, 8]],
    ['leaky relu', single(leakyRelu(0.25), [8]), [2, 8]],
    ['flatten', single(flatten, [2, 3, 4]), [2, 2, 3, 4]],
    ['upsampling', single(upsampleNearest(2), [2, 3, 2]), [2, 2, 3, 2]],
    ['relu', single(relu, [8]), [2, 8]],
    ['softplus', single(softplus, [8]), [2, 8]],
    ['sigmoid', single(sigmoid, [8]), [2, 8]],
    ['softmax', single(softmax, [5]), [2, 5]],
    ['softmax at every position', single(softmax, [3, 2, 2]), [2, 3, 2, 2]],
    ['max pool', single(maxPool(2), [2, 4, 4]), [2, 2, 4, 4]],
    ['add', single(add, [4], softplus), [2, 4]],
    ['concat', single(concat, [2, 3, 3], softplus), [2, 2, 3, 3]],
    ['product', single(multiply, [4], softplus), [2, 4]],
    ['gate', single(multiply, [2, 3, 3], globalAveragePool), [2, 2, 3, 3]],
  ])('%s', async (_, model, shape) => {
    const { analytic, error } = await checkDirection(model, {
      feeds: { x: normalTensor(shape, 7) },
      at: 'x',
      of: 'y',
      seed: 3,
    });
    expect(Math.abs(analytic)).toBeGreaterThan(0.01);
    expect(error).toBeLessThan(tolerance);
  });
});

test('a wrong derivative is found', async () => {
  const wrong: Op = { ...softplus, vjp: (cotangent) => [cotangent] };
  const { error } = await checkDirection(single(wrong, [8]), {
    feeds: { x: normalTensor([2, 8], 7) },
    at: 'x',
    of: 'y',
  });
  expect(error).toBeGreaterThan(100 * tolerance);
});

describe('every model agrees with central differences, at the input and at inner tensors', () => {
  test.each<[string, GraphModel, string, readonly string[]]>([
    ['polynomial', polynomialModel(), 'f', ['input']],
    ['classifier', classifierModel(), 'logits', ['input', 'conv', 'features', 'pooled']],
    ['softmax classifier', softmaxClassifierModel(), 'probabilities', ['input', 'features', 'logits']],
    ['two branches', twoBranchModel(), 'logits', ['input', 'stem', 'sum', 'joined', 'gate', 'pooled']],
    // Not at `features` and `skip` here: their zeros tie under a max pool.
    ['sigmoid classifier', sigmoidClassifierModel(), 'probability', ['input', 'conv', 'pooled', 'logit']],
    ['segmenter', segmenterModel(), 'scores', ['input', 'encoder', 'bottom', 'decoded']],
  ])('%s', async (_, model, of, places) => {
    const [, ...shape] = model.inputs[0]!.shape as number[];
    const feeds = { input: normalTensor([2, ...shape], 11) };
    for (const at of places) {
      // A short step, so that no ReLU changes its mind on the way.
      const { error } = await checkDirection(model, { feeds, at, of, seed: 5, step: 1e-3 });
      expect(error, at).toBeLessThan(1e-3);
    }
  });
});

test('the polynomial has its exact values and derivatives', async () => {
  const model = polynomialModel();
  const input = { ...normalTensor([1, 3]), data: Float32Array.of(2, -3, 0.5) };
  const { f } = await model.run({ input }, ['f']);
  expect(f!.data[0]).toBeCloseTo(5 * 2 + 9 + Math.sin(0.5), 5);
  const { gradients } = await model.vjp({ input }, { f: { top: 1 } }, ['input']);
  expect([...gradients['input']!.data]).toEqual([5, -6, Math.fround(Math.cos(0.5))]);
});

test('a convolution against a sum written out', async () => {
  const model = single(convolution([1, 2, 3, 4], [1, 1, 2], { bias: [10] }), [1, 2, 3]);
  const x = { ...normalTensor([1, 1, 2, 3]), data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const { y } = await model.run({ x }, ['y']);
  expect(y!.shape).toEqual([1, 1, 1, 2]);
  expect([...y!.data]).toEqual([10 + 1 + 4 + 12 + 20, 10 + 2 + 6 + 15 + 24]);
});

describe('operations against values written out', () => {
  const output = async (op: Op, shape: readonly number[], values: readonly number[]): Promise<number[]> => {
    const x = floatTensor(Float32Array.from(values), [1, ...shape]);
    return [...((await single(op, shape).run({ x }, ['y']))['y']!.data as Float32Array)];
  };
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

  test.each<[string, Op, readonly number[], readonly number[], readonly number[]]>([
    ['depthwise', convolution([2, 3], [2, 1, 1], { groups: 2 }), [2, 1, 2], [1, 2, 3, 4], [2, 4, 9, 12]],
    ['average pool, borders not counted', averagePool(2, { padding: 1 }), [1, 3, 3], nine, [1, 2.5, 5.5, 7]],
    ['max pool, borders not counted', maxPool(2, { padding: 1 }), [1, 3, 3], nine.map((x) => -x), [-1, -2, -4, -5]],
    ['transpose', transpose([1, 0]), [2, 3], [1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6]],
    ['matrix', matMul([1, 0, 2, 1, 1, 1], 2), [2, 3], [1, 2, 3, 4, 5, 6], [7, 6, 16, 15]],
    ['relu6', relu6, [4], [-1, 3, 6, 7], [0, 3, 6, 6]],
    ['leaky relu', leakyRelu(0.25), [2], [-4, 4], [-1, 4]],
    [
      'batch normalization',
      batchNormalization({ scale: [2], offset: [1], mean: [3], variance: [3.75], epsilon: 0.25 }),
      [1, 1, 2],
      [3, 5],
      [1, 3],
    ],
  ])('%s', async (_, op, shape, values, expected) => {
    expect(await output(op, shape, values)).toEqual(expected);
  });
});

describe('the contract of a model', () => {
  const input = normalTensor([3, 1, 4, 4], 1);

  test('rows do not influence one another, bit for bit', async () => {
    const model = twoBranchModel();
    const together = await model.vjp({ input }, { logits: { top: 1 } }, ['input'], { fetches: ['logits'] });
    for (let row = 0; row < 3; row++) {
      const alone = await model.vjp({ input: rows(input, row, row + 1) }, { logits: { top: 1 } }, ['input'], {
        fetches: ['logits'],
      });
      const of = (result: typeof together, name: 'logits' | 'input'): number[] => {
        const tensor = (name === 'logits' ? result.values[name] : result.gradients[name])!;
        const size = tensor.data.length / tensor.shape[0]!;
        return Array.from(tensor.data as Float32Array)
          .slice(tensor.shape[0] === 3 ? row * size : 0)
          .slice(0, size);
      };
      expect(of(alone, 'logits')).toEqual(of(together, 'logits'));
      expect(of(alone, 'input')).toEqual(of(together, 'input'));
    }
  });

  test('feeding what was fetched changes nothing, and computes only what comes behind', async () => {
    const model = twoBranchModel();
    const whole = await model.run({ input }, ['joined', 'logits']);
    const before = { ...model.counts.rows };
    const cut = await model.run({ joined: whole['joined']! }, ['logits']);
    expect(cut['logits']!.data).toEqual(whole['logits']!.data);
    expect(model.counts.rows['conv']).toBe(before['conv']);
    expect(model.counts.rows['gated']).toBe(before['gated']! + 3);
  });

  test('a fed tensor can be fetched, and stops the gradient', async () => {
    const model = twoBranchModel();
    const joined = normalTensor([3, 4, 4, 4], 2);
    const { gradients, values } = await model.vjp({ input, joined }, { logits: { top: 2 } }, ['input', 'joined'], {
      fetches: ['joined'],
    });
    expect(values['joined']!.data).toEqual(joined.data);
    expect((gradients['input']!.data as Float32Array).every((g) => g === 0)).toBe(true);
    expect((gradients['joined']!.data as Float32Array).some((g) => g !== 0)).toBe(true);
  });

  test('calls are counted', async () => {
    const model = classifierModel();
    const pictures = normalTensor([2, 2, 6, 6]);
    await model.run({ input: pictures }, ['logits']);
    await model.vjp({ input: pictures }, { logits: { top: 1 } }, ['input']);
    expect(model.counts).toMatchObject({ run: 1, vjp: 1, rows: { conv: 4, logits: 4 } });
  });

  test('wrong names, shapes and signals are errors', async () => {
    const model = classifierModel();
    await expect(model.run({ input }, ['logits'])).rejects.toMatchObject({ code: 'input-invalid' });
    await expect(model.run({ input: normalTensor([1, 2, 6, 6]) }, ['nothing'])).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(model.run({ pooled: normalTensor([1, 4, 1, 1]) }, ['conv'])).rejects.toMatchObject({
      code: 'usage',
    });
    const signal = { aborted: true, reason: 'enough' };
    await expect(model.run({ input: normalTensor([1, 2, 6, 6]) }, ['logits'], { signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('rule sets', () => {
  // y = relu(x) - relu(-x) with weights: the cotangents at the two ReLUs are +g and -g.
  const model = graphModel({
    input: { name: 'x', shape: [1] },
    nodes: [
      { name: 'both', op: dense([1, -1], [0, 0]), inputs: ['x'] },
      { name: 'rectified', op: relu, inputs: ['both'] },
      { name: 'y', op: dense([2, -3], [0]), inputs: ['rectified'] },
    ],
    outputs: ['y'],
  });
  const at = async (x: number, rules: 'gradient' | 'guided-backprop' | 'deconvnet'): Promise<number> => {
    const feeds = { x: { ...normalTensor([1, 1]), data: Float32Array.of(x) } };
    return (await model.vjp(feeds, { y: { top: 1 } }, ['x'], { rules })).gradients['x']!.data[0] as number;
  };

  test('gradient: the derivative', async () => {
    expect([await at(1, 'gradient'), await at(-1, 'gradient')]).toEqual([2, 3]);
  });

  test('guided-backprop: (g > 0) g a', async () => {
    expect([await at(1, 'guided-backprop'), await at(-1, 'guided-backprop')]).toEqual([2, 0]);
  });

  test('deconvnet: (g > 0) g, whatever the forward values', async () => {
    expect([await at(1, 'deconvnet'), await at(-1, 'deconvnet')]).toEqual([2, 2]);
  });
});
