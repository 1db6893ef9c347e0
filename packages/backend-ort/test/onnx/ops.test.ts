import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createBuilder } from '../../src/onnx/build.js';
import { floatsOf, intsOf } from '../../src/onnx/constant.js';
import type { Ops } from '../../src/onnx/ops.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { graphOf, noise, runOrt, value } from './support.js';

const x = noise(1, [2, 4, 3, 3]);
const positive = new Tensor(
  'float32',
  (x.data as Float32Array).map((a) => Math.abs(a) + 0.1),
  x.dims,
);

/** What an expression makes of `x` (and `p`, which is `|x| + 0.1`) in a graph of one opset. */
async function compute(
  opset: number,
  build: (op: Ops, builder: ReturnType<typeof createBuilder>) => string,
): Promise<Tensor> {
  const builder = createBuilder({ opset, prefix: 'made/' });
  const output = build(builder.op, builder);
  const graph = graphOf({
    opset,
    nodes: builder.nodes,
    inputs: [value('x', x.dims), value('p', x.dims)],
    outputs: [value(output, null, 'other')],
    constants: [...builder.constants.values()],
  });
  return (await runOrt(writeOnnx(graph), { x, p: positive }))[output]!;
}

const numbers = (tensor: Tensor): number[] => Array.from(tensor.data as Float32Array, Number);
const xs = [...(x.data as Float32Array)];
const at = (n: number, c: number, h: number, w: number): number => xs[((n * 4 + c) * 3 + h) * 3 + w]!;

/** All positions of a shape, in order. */
function positions(...shape: number[]): number[][] {
  return shape.reduce<number[][]>(
    (heads, side) => heads.flatMap((head) => Array.from({ length: side }, (_, index) => [...head, index])),
    [[]],
  );
}
const table = (shape: number[], of: (...position: [number, number, number, number]) => number): number[] =>
  positions(...shape).map((position) => Math.fround(of(...(position as [number, number, number, number]))));

const unary: [keyof Ops, (a: number) => number][] = [
  ['Neg', (a) => -a],
  ['Abs', Math.abs],
  ['Sign', Math.sign],
  ['Exp', Math.exp],
  ['Tanh', Math.tanh],
  ['Sin', Math.sin],
  ['Cos', Math.cos],
  ['Sigmoid', (a) => 1 / (1 + Math.exp(-a))],
  ['Relu', (a) => Math.max(a, 0)],
  ['Identity', (a) => a],
];
const ofPositive: [keyof Ops, (a: number) => number][] = [
  ['Log', Math.log],
  ['Sqrt', Math.sqrt],
  ['Reciprocal', (a) => 1 / a],
];
const binary: [keyof Ops, (a: number, b: number) => number][] = [
  ['Add', (a, b) => a + b],
  ['Sub', (a, b) => a - b],
  ['Mul', (a, b) => a * b],
  ['Div', (a, b) => a / b],
  ['Greater', (a, b) => Number(a > b)],
  ['GreaterOrEqual', (a, b) => Number(a >= b)],
  ['Less', (a, b) => Number(a < b)],
  ['LessOrEqual', (a, b) => Number(a <= b)],
  ['Equal', (a, b) => Number(a === b)],
  ['Max', Math.max],
  ['Min', Math.min],
  ['Sum', (a, b) => a + b],
];

describe.each([17, 18, 21])('operators in opset %d', (opset) => {
  const expectClose = (tensor: Tensor, expected: number[]): void => {
    expect(numbers(tensor)).toHaveLength(expected.length);
    for (const [index, actual] of numbers(tensor).entries()) expect(actual).toBeCloseTo(expected[index]!, 5);
  };

  it('of one operand', async () => {
    for (const [name, apply] of unary) {
      expectClose(await compute(opset, (op) => (op[name] as (a: string) => string)('x')), xs.map(apply));
    }
    for (const [name, apply] of ofPositive) {
      const expected = numbers(positive).map(apply);
      expectClose(await compute(opset, (op) => (op[name] as (a: string) => string)('p')), expected);
    }
  });

  it('of two operands', async () => {
    const ps = numbers(positive);
    for (const [name, apply] of binary) {
      const expected = xs.map((a, index) => apply(a, ps[index]!));
      expectClose(await compute(opset, (op) => (op[name] as (a: string, b: string) => string)('x', 'p')), expected);
    }
  });

  it('of logic', async () => {
    const positiveX = (op: Ops, floats: (values: number[], shape: number[]) => string) =>
      op.Greater('x', floats([0], []));
    const selected = await compute(opset, (op, { floats }) => {
      const yes = positiveX(op, floats);
      const never = op.And(yes, op.Not(yes));
      return op.Where(op.Or(yes, never), 'x', op.Cast(never, 'float32'));
    });
    expect(numbers(selected)).toEqual(xs.map((a) => (a > 0 ? a : 0)));
  });

  it('that reduce', async () => {
    const sum = (values: number[]): number => values.reduce((total, a) => total + a, 0);
    const kinds: [keyof Ops, (values: number[]) => number][] = [
      ['ReduceSum', sum],
      ['ReduceMean', (values) => sum(values) / values.length],
      ['ReduceMax', (values) => Math.max(...values)],
      ['ReduceMin', (values) => Math.min(...values)],
    ];
    for (const [name, reduce] of kinds) {
      const apply = (op: Ops) => op[name] as (a: string, axes?: number[], keepdims?: boolean) => string;
      const planes = table([2, 4], (n, c) => reduce(positions(3, 3).map(([h, w]) => at(n, c, h!, w!))));
      const kept = await compute(opset, (op) => apply(op)('x', [2, 3]));
      expect(kept.dims).toEqual([2, 4, 1, 1]);
      expectClose(kept, planes);
      const dropped = await compute(opset, (op) => apply(op)('x', [-1, -2], false));
      expect(dropped.dims).toEqual([2, 4]);
      expectClose(dropped, planes);
      expectClose(await compute(opset, (op) => apply(op)('x')), [reduce(xs)]);
    }
  });

  it('that move values', async () => {
    const transposed = await compute(opset, (op) => op.Transpose('x', [1, 0, 2, 3]));
    expect(numbers(transposed)).toEqual(table([4, 2, 3, 3], (c, n, h, w) => at(n, c, h, w)));
    const sliced = await compute(opset, (op) => op.Slice('x', [0, -1], [2, -4], [1, 3], [1, -2]));
    expect(sliced.dims).toEqual([2, 2, 3, 2]);
    expect(numbers(sliced)).toEqual(table([2, 2, 3, 2], (n, c, h, w) => at(n, c, h, 2 - 2 * w)));
    expect(numbers(await compute(opset, (op) => op.Slice('x', [1], [4], [1])))).toEqual(
      table([2, 3, 3, 3], (n, c, h, w) => at(n, c + 1, h, w)),
    );
    const joined = await compute(opset, (op) => op.Concat(op.Split('x', [1, 3], 1).reverse(), 1));
    expect(numbers(joined)).toEqual(table([2, 4, 3, 3], (n, c, h, w) => at(n, (c + 1) % 4, h, w)));
    const gathered = await compute(opset, (op, { ints }) => op.Gather('x', ints([2, 0]), 1));
    expect(numbers(gathered)).toEqual(table([2, 2, 3, 3], (n, c, h, w) => at(n, 2 - 2 * c, h, w)));
    const padded = await compute(opset, (op) => op.Pad('x', [0, 0, 0, 1, 0, 0, 0, -1]));
    expect(numbers(padded)).toEqual(table([2, 4, 3, 3], (n, c, h, w) => (w === 0 ? 0 : at(n, c, h, w - 1))));
    const filled = await compute(opset, (op, { floats }) => op.Pad('x', [0, 0, 0, 1, 0, 0, 0, -1], floats([7], [])));
    expect(numbers(filled)).toEqual(table([2, 4, 3, 3], (n, c, h, w) => (w === 0 ? 7 : at(n, c, h, w - 1))));
  });

  it('that change the shape', async () => {
    const dims = async (build: (op: Ops) => string) => (await compute(opset, build)).dims;
    expect(await dims((op) => op.Reshape('x', [2, -1]))).toEqual([2, 36]);
    expect(await dims((op) => op.Reshape(op.Reshape('x', [-1]), op.Shape('x')))).toEqual([2, 4, 3, 3]);
    expect(await dims((op) => op.Unsqueeze('x', [0, 2]))).toEqual([1, 2, 1, 4, 3, 3]);
    expect(await dims((op) => op.Squeeze(op.Unsqueeze('x', [0, 2]), [2]))).toEqual([1, 2, 4, 3, 3]);
    expect(await dims((op) => op.Expand(op.ReduceSum('x', [1]), [2, 5, 3, 3]))).toEqual([2, 5, 3, 3]);
    expect(await dims((op) => op.SpaceToDepth(op.DepthToSpace('x', 2), 3))).toEqual([2, 9, 2, 2]);
  });

  it('that scatter', async () => {
    const scattered = await compute(opset, (op, { ints, floats }) => {
      const zeros = op.Expand(floats([0], []), [3, 2]);
      return op.ScatterElements(zeros, ints([1, 0, 1, 2], [2, 2]), floats([1, 2, 3, 4], [2, 2]), { reduction: 'add' });
    });
    expect(numbers(scattered)).toEqual([0, 2, 4, 0, 0, 4]);
  });

  it('that clip', async () => {
    const clip = (min?: number, max?: number) => compute(opset, (op) => op.Clip('x', min, max));
    expect(numbers(await clip(-0.5, 0.25))).toEqual(xs.map((a) => Math.min(Math.max(a, -0.5), 0.25)));
    expect(numbers(await clip(0))).toEqual(xs.map((a) => Math.max(a, 0)));
    expect(numbers(await clip(undefined, 0))).toEqual(xs.map((a) => Math.min(a, 0)));
    expect(numbers(await clip())).toEqual(xs);
  });

  it('that convolve and multiply', async () => {
    const pointwise = await compute(opset, (op, { floats }) =>
      op.Conv('x', floats([1, 0, 2, 0], [1, 4, 1, 1]), { strides: [2, 2], group: undefined }, floats([10])),
    );
    expectClose(
      pointwise,
      table([2, 1, 2, 2], (n, _, h, w) => at(n, 0, 2 * h, 2 * w) + 2 * at(n, 2, 2 * h, 2 * w) + 10),
    );
    const spread = await compute(opset, (op, { floats }) =>
      op.ConvTranspose('x', floats([1, 1, 1, 1], [4, 1, 1, 1]), { strides: [2, 2], output_padding: [1, 1] }),
    );
    const channels = (n: number, h: number, w: number) =>
      at(n, 0, h, w) + at(n, 1, h, w) + at(n, 2, h, w) + at(n, 3, h, w);
    expectClose(
      spread,
      table([2, 1, 6, 6], (n, _, h, w) => (h % 2 || w % 2 ? 0 : channels(n, h / 2, w / 2))),
    );
    const product = await compute(opset, (op, { floats }) => op.MatMul('x', floats([1, 2, 3], [3, 1])));
    expectClose(
      product,
      table([2, 4, 3, 1], (n, c, h) => at(n, c, h, 0) + 2 * at(n, c, h, 1) + 3 * at(n, c, h, 2)),
    );
    const powers = await compute(opset, (op, { floats }) => op.Pow('x', floats([2], [])));
    expectClose(
      powers,
      xs.map((a) => a * a),
    );
    expectClose(await compute(opset, (op, { floats }) => op.Erf(floats([0.5]))), [0.5204998778]);
  });
});

describe('the builder', () => {
  it('makes names that are not taken', () => {
    const { op } = createBuilder({ opset: 17, prefix: 'n/', taken: new Set(['n/Relu_0', 'n/Relu_1']) });
    const names = [op.Relu('x'), op.Relu('x'), ...op.Split('x', [1, 1], 0)];
    expect(new Set([...names, 'n/Relu_0', 'n/Relu_1']).size).toBe(6);
    expect(names.every((name) => name.startsWith('n/'))).toBe(true);
  });

  it('makes equal constants once, by type, shape and bits', () => {
    const { ints, floats, constants } = createBuilder({ opset: 17, prefix: '' });
    expect(ints([1, 2])).toBe(ints([1, 2]));
    expect(floats([1, 2])).toBe(floats(Float32Array.of(1, 2)));
    const names = [
      ints([1, 2]),
      ints([1, 2], [2, 1]),
      ints([2, 1]),
      floats([1, 2]),
      floats([0]),
      floats([-0]),
      floats([1], []),
      floats([1]),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(constants.size).toBe(names.length);
    expect(intsOf(constants.get(names[0]!)!)).toEqual([1, 2]);
    expect([...floatsOf(constants.get(names[3]!)!)]).toEqual([1, 2]);
  });

  it('neither copies nor compares large constants and strings', () => {
    const { floats, constant, constants } = createBuilder({ opset: 17, prefix: '' });
    const large = new Float32Array(1000);
    expect(constants.get(floats(large))!.bytes.buffer).toBe(large.buffer);
    expect(floats(large)).not.toBe(floats(large));
    const text = (string: string) => ({
      dtype: 'string' as const,
      shape: [1],
      bytes: new Uint8Array(),
      strings: [Buffer.from(string)],
    });
    expect(constant(text('a'))).not.toBe(constant(text('b')));
  });

  it('sums one value without a node', () => {
    const { op, nodes } = createBuilder({ opset: 17, prefix: '' });
    expect(op.Sum('x')).toBe('x');
    expect(nodes).toEqual([]);
  });

  it('takes names for outputs, and none for those that are not wanted', () => {
    const { op, nodes } = createBuilder({ opset: 17, prefix: '' });
    expect(op.node('MaxPool', ['x'], { kernel_shape: [2, 2], strides: undefined }, ['', 'indices'])).toEqual([
      '',
      'indices',
    ]);
    expect(op.node('TopK', ['x', 'k'], {}, 2)).toHaveLength(2);
    expect(nodes[0]).toMatchObject({ outputs: ['', 'indices'], attributes: { kernel_shape: [2, 2] } });
    expect(Object.keys(nodes[0]!.attributes)).toEqual(['kernel_shape']);
  });
});
