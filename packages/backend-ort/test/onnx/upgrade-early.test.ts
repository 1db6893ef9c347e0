import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import type { AttributeValue, ConstantTensor, GraphNode } from '../../src/onnx/graph.js';
import { upgradeGraph } from '../../src/onnx/upgrade/index.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { graphOf, noise, node, runOrt, value } from './support.js';

// Stock runtimes begin at opset 7: what older forms mean is written out here, element by element, from the standard.

const x = noise(1, [2, 3, 2]);
const xs = x.data as Float32Array;

interface Options {
  readonly attributes?: Record<string, AttributeValue>;
  readonly operands?: readonly ConstantTensor[];
  readonly opset?: number;
  readonly knownShape?: boolean;
  readonly outputs?: number;
}

/** The first output of a node of an old opset on `x`, after it was raised to 17. */
async function upgraded(op: string, feed: Tensor, options: Options = {}): Promise<Tensor> {
  const { attributes, operands = [], opset = 6, knownShape = true, outputs = 1 } = options;
  const constants = operands.map((constant, index) => ({ ...constant, name: `c${index}` }));
  const names = Array.from({ length: outputs }, (_, index) => `y${index}`);
  const graph = graphOf({
    opset,
    nodes: [node(op, ['x', ...constants.map(({ name }) => name)], names, attributes)],
    inputs: [value('x', knownShape ? feed.dims : null)],
    outputs: names.map((name) => value(name, null, 'other')),
    constants,
  });
  const result = await runOrt(writeOnnx(upgradeGraph(graph)), { x: feed });
  return result['y0']!;
}

const c = (values: readonly number[], shape?: readonly number[]) =>
  constantFromFloats('', Float32Array.from(values), shape);
const float32 = (values: ArrayLike<number>, map: (value: number, index: number) => number = (value) => value) =>
  Array.from(Float32Array.from(values, map));
const data = (tensor: Tensor) => Array.from(tensor.data as Float32Array, Number);

/** For element `index` of `x`, its position along axis 1 (of 3) and axis 2 (of 2). */
const along1 = (index: number) => Math.floor(index / 2) % 3;
const along2 = (index: number) => index % 2;

describe('broadcasting before opset 7', () => {
  const perChannel = [0.5, -2, 3];
  const binary: [string, (a: number, b: number) => number][] = [
    ['Add', (a, b) => a + b],
    ['Sub', (a, b) => a - b],
    ['Mul', (a, b) => a * b],
    ['Div', (a, b) => a / b],
    ['Greater', (a, b) => Number(a > b)],
    ['Less', (a, b) => Number(a < b)],
  ];
  for (const [op, apply] of binary) {
    for (const knownShape of [true, false]) {
      it(`${op} from axis 1, shapes ${knownShape ? 'known' : 'unknown'}`, async () => {
        const attributes = { broadcast: 1, axis: 1 };
        const result = await upgraded(op, x, { attributes, operands: [c(perChannel)], knownShape });
        expect(result.dims).toEqual(x.dims);
        expect(data(result)).toEqual(float32(xs, (a, index) => apply(a, perChannel[along1(index)]!)));
      });
    }
  }

  it('from an axis counted from the end', async () => {
    const result = await upgraded('Add', x, { attributes: { broadcast: 1, axis: -2 }, operands: [c(perChannel)] });
    expect(data(result)).toEqual(float32(xs, (a, index) => a + perChannel[along1(index)]!));
  });

  it('two axes of the second operand from axis 0', async () => {
    const matrix = [1, 2, 3, 4, 5, 6];
    const attributes = { broadcast: 1, axis: 0 };
    const result = await upgraded('Add', x, { attributes, operands: [c(matrix, [2, 3])], knownShape: false });
    expect(data(result)).toEqual(float32(xs, (a, index) => a + matrix[Math.floor(index / 2)]!));
  });

  it('from the last axis where none is given', async () => {
    const result = await upgraded('Mul', x, { attributes: { broadcast: 1 }, operands: [c([2, 3])] });
    expect(data(result)).toEqual(float32(xs, (a, index) => a * [2, 3][along2(index)]!));
  });

  it('PRelu has a slope for each channel, or one', async () => {
    const slopes = [0.1, 0.2, 0.3];
    const each = await upgraded('PRelu', x, { operands: [c(slopes)] });
    expect(data(each)).toEqual(float32(xs, (a, index) => (a < 0 ? a * Math.fround(slopes[along1(index)]!) : a)));
    const one = await upgraded('PRelu', x, { operands: [c([0.5])] });
    expect(data(one)).toEqual(float32(xs, (a) => (a < 0 ? a * 0.5 : a)));
  });

  it('Gemm', async () => {
    const result = await upgraded('Gemm', noise(2, [1, 2]), {
      attributes: { broadcast: 1, alpha: float(0) },
      operands: [c([1, 2, 3, 4], [2, 2]), c([5, 6])],
    });
    expect(data(result)).toEqual([5, 6]);
  });
});

describe('attributes before opset 7', () => {
  it('BatchNormalization in test mode', async () => {
    const operands = [c([1, 2, 3]), c([0, 1, 0]), c([0.5, 0, 0]), c([4, 1, 1])];
    const attributes = { is_test: 1, epsilon: float(0), consumed_inputs: [0, 0, 0, 1, 1] };
    const result = await upgraded('BatchNormalization', x, { opset: 5, attributes, operands });
    const expected = float32(xs, (a, index) => [(a - 0.5) / 2, 2 * a + 1, 3 * a][along1(index)]!);
    for (const [index, actual] of data(result).entries()) expect(actual).toBeCloseTo(expected[index]!, 6);
  });

  it('BatchNormalization set to training is refused', async () => {
    const operands = [c([1, 2, 3]), c([0, 1, 0]), c([0.5, 0, 0]), c([4, 1, 1])];
    await expect(upgraded('BatchNormalization', x, { operands })).rejects.toMatchObject({ code: 'model-unsupported' });
  });

  it.each([
    ['FLOAT', 'float32'],
    ['INT64', 'int64'],
    ['double', 'float64'],
  ])('Cast to %s', async (to, type) => {
    expect((await upgraded('Cast', x, { opset: 5, attributes: { to } })).type).toBe(type);
  });

  it('Concat joins channels unless told otherwise', async () => {
    const result = await upgraded('Concat', x, { opset: 3, operands: [c([1, 2, 3, 4], [2, 1, 2])] });
    expect(result.dims).toEqual([2, 4, 2]);
    expect(data(result).slice(4, 8)).toEqual([xs[4], xs[5], 1, 2]);
  });

  it('Reshape', async () => {
    const result = await upgraded('Reshape', x, { opset: 4, attributes: { shape: [0, -1], consumed_inputs: [0] } });
    expect(result.dims).toEqual([2, 6]);
    expect(data(result)).toEqual([...xs]);
  });

  it.each([true, false])('Tile repeats along one axis', async (knownShape) => {
    const result = await upgraded('Tile', x, { opset: 5, operands: [c([2], []), c([1], [])], knownShape });
    expect(result.dims).toEqual([2, 6, 2]);
    expect(data(result).slice(0, 12)).toEqual([...xs.slice(0, 6), ...xs.slice(0, 6)]);
  });

  it('Split takes its sizes as an input or as an attribute', async () => {
    const attributes = { axis: 1 };
    for (const options of [
      { opset: 1, attributes, operands: [constantFromInts('', [1, 2])] },
      { opset: 2, attributes: { ...attributes, split: [1, 2] } },
    ]) {
      const result = await upgraded('Split', x, { ...options, outputs: 2 });
      expect(result.dims).toEqual([2, 1, 2]);
      expect(data(result)).toEqual([xs[0], xs[1], xs[6], xs[7]]);
    }
  });

  it('Pad spelled its sizes otherwise', async () => {
    const attributes = { paddings: [0, 0, 1, 0, 0, 0], value: float(2) };
    const result = await upgraded('Pad', x, { opset: 1, attributes });
    expect(result.dims).toEqual([2, 3, 3]);
    expect(data(result).slice(0, 3)).toEqual([2, xs[0], xs[1]]);
  });

  it('Upsample had a scale for each side', async () => {
    const attributes = { height_scale: float(1), width_scale: float(2), mode: 'nearest' };
    const result = await upgraded('Upsample', noise(3, [1, 1, 1, 2]), { opset: 1, attributes });
    const [first, second] = noise(3, [1, 1, 1, 2]).data as Float32Array;
    expect(data(result)).toEqual([first, first, second, second]);
  });

  it('Selu had shorter constants', async () => {
    const result = await upgraded('Selu', noise(3, [1, 2]), { opset: 5, attributes: { consumed_inputs: [0] } });
    const expected = float32(
      noise(3, [1, 2]).data as Float32Array,
      (a) => 1.0507 * (a > 0 ? a : 1.6732 * (Math.exp(a) - 1)),
    );
    for (const [index, actual] of data(result).entries()) expect(actual).toBeCloseTo(expected[index]!, 6);
  });

  it('GlobalLpPool had a float order', async () => {
    const result = await upgraded('GlobalLpPool', noise(4, [1, 1, 3, 1]), { opset: 1, attributes: { p: float(1) } });
    expect(data(result)[0]).toBeCloseTo(
      (noise(4, [1, 1, 3, 1]).data as Float32Array).reduce((sum, a) => sum + Math.abs(a), 0),
      6,
    );
  });

  it('LSTM said whether it gives the sequence', async () => {
    const attributes = { hidden_size: 1, output_sequence: 1 };
    const operands = [c([1, 1, 1, 1], [1, 4, 1]), c([0, 0, 0, 0], [1, 4, 1])];
    const result = await upgraded('LSTM', noise(5, [3, 1, 1]), { attributes, operands });
    expect(result.dims).toEqual([3, 1, 1, 1]);
  });

  it('all the marks of in-place computation go', async () => {
    const result = await upgraded('Relu', x, { opset: 1, attributes: { consumed_inputs: [0] } });
    expect(data(result)).toEqual(float32(xs, (a) => Math.max(a, 0)));
  });
});

describe('values of other float types', () => {
  it('a bound takes the type of what it bounds', async () => {
    const graph = graphOf({
      opset: 10,
      nodes: [node('Clip', ['x'], ['y0'], { min: float(0) })],
      inputs: [value('x', [2], 'float64')],
      outputs: [value('y0', [2], 'float64')],
    });
    const result = await runOrt(writeOnnx(upgradeGraph(graph)), { x: new Tensor('float64', [-1, 2], [2]) });
    expect([...(result['y0']!.data as Float64Array)]).toEqual([0, 2]);
  });

  it.each<[string, GraphNode]>([
    ['a Cast', node('Cast', ['s'], ['d'], { to: 11 })],
    [
      'a tensor attribute',
      node('ConstantOfShape', ['s'], ['d'], {
        value: { name: '', dtype: 'float64', shape: [1], bytes: new Uint8Array(Float64Array.of(2).buffer) },
      }),
    ],
  ])('also where %s in a branch makes it', async (_, maker) => {
    const nodes = [maker, node('Clip', ['d'], ['b'], { max: float(1.5) })];
    const branch = graphOf({ nodes, outputs: [value('b', null, 'other')] });
    const graph = graphOf({
      opset: 10,
      nodes: [node('If', ['c'], ['y0'], { then_branch: branch, else_branch: branch })],
      inputs: [value('c', [], 'bool')],
      outputs: [value('y0', null, 'other')],
      constants: [constantFromInts('s', [2])],
    });
    const result = await runOrt(writeOnnx(upgradeGraph(graph)), { c: new Tensor('bool', [true], []) });
    expect(result['y0']!.type).toBe('float64');
    expect(result['y0']!.data[0]).toBe(1.5);
  });
});
