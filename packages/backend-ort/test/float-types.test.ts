import { createRandom } from '@pellucid/core';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { constantFromFloats, floatsOf } from '../src/onnx/constant.js';
import { dtypeCode } from '../src/onnx/dtype.js';
import type { OnnxDType } from '../src/onnx/dtype.js';
import type { ConstantTensor, Graph } from '../src/onnx/graph.js';
import { toFloat32 } from '../src/onnx/passes/to-float32.js';
import { writeOnnx } from '../src/onnx/write.js';
import { relativeError, tolerance } from './helpers/compare.js';
import { floatsIn, tensorOf } from './helpers/floats.js';
import { withModel } from './helpers/with-model.js';
import { graphOf, node, runOrt, value } from './onnx/support.js';

const random = createRandom(5);

/** The bits of a number that float16 holds exactly, of at least 2^-14 in size or 0. */
function halfBits(number: number): number {
  if (number === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(number)));
  const fraction = (Math.abs(number) / 2 ** exponent - 1) * 1024;
  if (!Number.isInteger(fraction)) throw new Error(`${number} is no half`);
  return (number < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

/** A constant of a float type; bfloat16 cuts its values off. */
function constantOf(
  name: string,
  dtype: OnnxDType,
  shape: readonly number[],
  values: readonly number[],
): ConstantTensor {
  const bytes = {
    float16: () => Uint16Array.from(values, halfBits),
    bfloat16: () => Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (bits) => bits >>> 16),
    float64: () => Float64Array.from(values),
    float32: () => Float32Array.from(values),
  }[dtype as 'float32']();
  return { name, dtype, shape, bytes: new Uint8Array(bytes.buffer) };
}

/** Multiples of 1/64 around 0, which float16 holds exactly. */
const draw = (): number => Math.round(32 * random.normal()) / 64;
const [kernel, bias, head] = [4 * 3 * 9, 4, 4 * 5].map((length) => Array.from({ length }, draw));

/** A network all in one type: weights, a value made by ConstantOfShape, a Cast, inputs and outputs. */
function network(dtype: OnnxDType): Graph {
  return graphOf({
    nodes: [
      node('Conv', ['x', 'w', 'b'], ['c']),
      node('Tanh', ['c'], ['t']),
      node('ConstantOfShape', ['one'], ['half'], { value: constantOf('', dtype, [1], [0.5]) }),
      node('Mul', ['t', 'half'], ['scaled']),
      node('Greater', ['scaled', 'half'], ['above']),
      node('Cast', ['above'], ['gate'], { to: dtypeCode(dtype) }),
      node('Add', ['scaled', 'gate'], ['gated']),
      node('GlobalAveragePool', ['gated'], ['pooled']),
      node('Flatten', ['pooled'], ['flat']),
      node('MatMul', ['flat', 'h'], ['y']),
    ],
    inputs: [value('x', ['n', 3, 6, 6], dtype)],
    outputs: [value('y', ['n', 5], dtype)],
    constants: [
      constantOf('w', dtype, [4, 3, 3, 3], kernel!),
      constantOf('b', dtype, [4], bias!),
      constantOf('h', dtype, [4, 5], head!),
      { name: 'one', dtype: 'int64', shape: [1], bytes: new Uint8Array(BigInt64Array.of(1n).buffer) },
    ],
  });
}

/** The float32 network whose weights are those of the other type, exactly. */
function twin(dtype: OnnxDType): Graph {
  const constants = [...network(dtype).constants.values()].map((constant) =>
    constant.dtype === dtype
      ? constantFromFloats(constant.name, Float32Array.from(floatsOf(constant)), constant.shape)
      : constant,
  );
  return { ...network('float32'), constants: new Map(constants.map((constant) => [constant.name, constant])) };
}

const x = tensorOf([2, 3, 6, 6], draw);
const cotangent = tensorOf([2, 5], () => random.normal());

describe.each<OnnxDType>(['float16', 'bfloat16', 'float64'])('a network in %s', (dtype) => {
  test('is float32 to core, and says so', async () => {
    await withModel(network(dtype), (model) => {
      expect([...model.inputs, ...model.outputs, ...model.layers].every((spec) => spec.dtype === 'float32')).toBe(true);
      expect(model.notes.join()).toMatch(
        dtype === 'float64' ? /float64.*digits.*lost/ : new RegExp(`${dtype} numbers`),
      );
      return Promise.resolve();
    });
  });

  test('has the outputs and the gradient of the float32 network with the same weights', async () => {
    const call = (graph: Graph) =>
      withModel(graph, (model) => model.vjp({ x }, { y: cotangent }, ['x', 't'], { fetches: ['y'] }));
    const [actual, expected] = [await call(network(dtype)), await call(twin(dtype))];
    const limit = dtype === 'float64' ? tolerance.float32 : 1e-7;
    expect(relativeError(floatsIn(actual.values['y']), floatsIn(expected.values['y']))).toBeLessThan(limit);
    for (const name of ['x', 't'])
      expect(relativeError(floatsIn(actual.gradients[name]), floatsIn(expected.gradients[name]))).toBeLessThan(limit);
  });
});

test("a network in float16 gives what the runtime gives for the file's own type, to its precision", async () => {
  const fed = new Tensor('float16', Uint16Array.from(x.data, halfBits), x.shape);
  const expected = valuesOf((await runOrt(writeOnnx(network('float16')), { x: fed }))['y']!, 'float16');
  await withModel(network('float16'), async (model) => {
    // Half precision has 11 binary digits; a few roundings of 2^-11 add up.
    expect(relativeError(floatsIn((await model.run({ x }, ['y']))['y']), expected)).toBeLessThan(3e-3);
  });
});

test("a network in float64 gives what the runtime gives for the file's own type, to float32's precision", async () => {
  // The runtime has no convolution in float64.
  const graph = graphOf({
    nodes: [node('MatMul', ['x', 'h'], ['m']), node('Exp', ['m'], ['y'])],
    inputs: [value('x', ['n', 4], 'float64')],
    outputs: [value('y', ['n', 5], 'float64')],
    constants: [constantOf('h', 'float64', [4, 5], head!)],
  });
  const input = tensorOf([2, 4], draw);
  const fed = new Tensor('float64', Float64Array.from(input.data), input.shape);
  const expected = valuesOf((await runOrt(writeOnnx(graph), { x: fed }))['y']!, 'float64');
  await withModel(graph, async (model) => {
    const { y } = await model.run({ x: input }, ['y']);
    expect(relativeError(floatsIn(y), expected)).toBeLessThan(tolerance.float32);
  });
});

/** The numbers of a tensor from the runtime, which gives halves as bits. */
function valuesOf({ data, dims }: Tensor, dtype: OnnxDType): ArrayLike<number> {
  const { buffer, byteOffset, byteLength } = data as Float64Array;
  return floatsOf({ name: 'y', dtype, shape: dims, bytes: new Uint8Array(buffer, byteOffset, byteLength) });
}

test('a float32 network stays the very same', () => {
  const graph = network('float32');
  expect(toFloat32(graph)).toEqual({ graph, found: [] });
  expect(toFloat32(graph).graph).toBe(graph);
});

test('subgraphs are raised, and float64 beyond the range of float32 stays finite', () => {
  const branch = (name: string) => ({
    ...graphOf({ nodes: [node('Add', ['x', name], [`${name}y`])], outputs: [value(`${name}y`, [1], 'float64')] }),
    constants: new Map([[name, constantOf(name, 'float64', [2], [-1.7976931348623157e308, Infinity])]]),
  });
  const graph = graphOf({
    nodes: [node('If', ['c'], ['y'], { then_branch: branch('a'), else_branch: branch('b') })],
    inputs: [value('c', [], 'bool'), value('x', [2], 'float64')],
    outputs: [value('y', [2], 'float64')],
  });
  const raised = toFloat32(graph).graph;
  const inner = raised.nodes[0]!.attributes['then_branch'] as Graph;
  expect(inner.outputs[0]!.dtype).toBe('float32');
  expect([...floatsOf(inner.constants.get('a')!)]).toEqual([-3.4028234663852886e38, Infinity]);
});
