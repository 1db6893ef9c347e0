import { create, fromBinary, mergeFromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { constantFromFloats, constantFromInts, floatsOf, intsOf } from '../../src/onnx/constant.js';
import { GraphProtoSchema, ModelProtoSchema, TypeProtoSchema } from '../../src/onnx/generated/onnx_pb.js';
import { float, floats } from '../../src/onnx/graph.js';
import type { AttributeValue } from '../../src/onnx/graph.js';
import { readOnnx } from '../../src/onnx/read.js';
import { reads } from '../../src/onnx/topology.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { graphOf, modelInvalid, node, runOrt, value } from './support.js';

const x = value('x', [2]);
const feed = { x: new Tensor('float32', [1, -2], [2]) };
const one = constantFromFloats('one', Float32Array.of(1));

/** Both the file as it is and what was read of it compute the same. */
async function expectSame(bytes: Uint8Array): Promise<void> {
  const expected = await runOrt(bytes, feed);
  const actual = await runOrt(writeOnnx(readOnnx(bytes)), feed);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, tensor] of Object.entries(expected)) expect(actual[name]!.data).toEqual(tensor.data);
}

/** The file with more in its graph, of what our writer would not write. */
function extended(bytes: Uint8Array, more: MessageInitShape<typeof GraphProtoSchema>): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  mergeFromBinary(GraphProtoSchema, model.graph!, toBinary(GraphProtoSchema, create(GraphProtoSchema, more)));
  return toBinary(ModelProtoSchema, model);
}

describe('Constant nodes', () => {
  it.each<[string, AttributeValue, readonly number[], readonly number[]]>([
    ['value', constantFromFloats('inner', Float32Array.of(1, 2)), [2], [1, 2]],
    ['value_float', float(1.5), [], [1.5]],
    ['value_floats', floats([1, 2]), [2], [1, 2]],
    ['value_int', 7, [], [7]],
    ['value_ints', [7, 8], [2], [7, 8]],
  ])('with %s become constants', async (attribute, content, shape, values) => {
    const cast = node('Cast', ['c'], ['f'], { to: 1 });
    const nodes = [node('Constant', [], ['c'], { [attribute]: content }), cast, node('Add', ['x', 'f'], ['y'])];
    const bytes = writeOnnx(graphOf({ nodes, inputs: [x], outputs: [value('y')] }));
    const graph = readOnnx(bytes);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Cast', 'Add']);
    const constant = graph.constants.get('c')!;
    expect(constant).toMatchObject({ name: 'c', shape });
    expect([...(constant.dtype === 'int64' ? intsOf(constant) : floatsOf(constant))]).toEqual(values);
    await expectSame(bytes);
  });

  it('of a kind that no pass looks into stay nodes', async () => {
    const nodes = [node('Constant', [], ['s'], { value_string: 'text' }), node('Relu', ['x'], ['y'])];
    const graph = readOnnx(writeOnnx(graphOf({ nodes, inputs: [x], outputs: [value('y')] })));
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Constant', 'Relu']);
  });

  it('that are the only thing in a model leave its output a constant', async () => {
    const nodes = [node('Constant', [], ['y'], { value_floats: floats([1, 2]) })];
    const graph = readOnnx(writeOnnx(graphOf({ nodes, outputs: [value('y', [2])] })));
    expect(graph.nodes).toEqual([]);
    expect([...((await runOrt(writeOnnx(graph), {}))['y']!.data as Float32Array)]).toEqual([1, 2]);
  });
});

describe('Identities of constants', () => {
  const nodes = [
    node('Identity', ['one'], ['two']),
    node('Identity', ['two'], ['three']),
    node('Add', ['x', 'three'], ['y']),
    node('Identity', ['x'], ['z']),
  ];
  const bytes = writeOnnx(
    graphOf({ nodes, inputs: [x], outputs: [value('y'), value('z'), value('two')], constants: [one] }),
  );
  const graph = readOnnx(bytes);

  it('are constants of their own that share the bytes; readers read the original', () => {
    expect(graph.nodes.map(({ op, inputs }) => [op, inputs])).toEqual([
      ['Add', ['x', 'one']],
      ['Identity', ['x']],
    ]);
    expect(graph.constants.get('three')).toEqual({ ...graph.constants.get('one')!, name: 'three' });
    expect(graph.constants.get('three')!.bytes).toBe(graph.constants.get('one')!.bytes);
  });

  it('compute the same, as outputs too', () => expectSame(bytes));
});

describe('names', () => {
  it('are given where nodes have none, and made unique where they repeat', () => {
    const nodes = [
      { ...node('Relu', ['x'], ['a']), name: '' },
      { ...node('Relu', ['a'], ['b']), name: 'twice' },
      { ...node('Relu', ['b'], ['c']), name: 'twice' },
      { ...node('Relu', ['c'], ['y']), name: 'twice_2' },
    ];
    const { nodes: read } = readOnnx(writeOnnx(graphOf({ nodes, inputs: [x], outputs: [value('y')] })));
    expect(read.map(({ name }) => name)).toEqual(['Relu_0', 'twice', 'twice_2_', 'twice_2']);
  });

  it('of initializers that are listed as inputs are not inputs', async () => {
    const nodes = [node('Add', ['x', 'one'], ['y'])];
    const graph = graphOf({ nodes, inputs: [x, value('one', [1])], outputs: [value('y')], constants: [one] });
    expect(readOnnx(writeOnnx(graph)).inputs.map(({ name }) => name)).toEqual(['x']);
    await expectSame(writeOnnx(graph));
  });

  it('of operators that belong to the standard domain by its other name are the standard ones', () => {
    const nodes = [{ ...node('Relu', ['x'], ['y']), domain: 'ai.onnx' }];
    const graph = graphOf({ nodes, inputs: [x], outputs: [value('y')] });
    const bytes = writeOnnx({ ...graph, domains: new Map([['com.microsoft', 1]]) });
    expect(readOnnx(bytes)).toMatchObject({ opset: 17, nodes: [{ op: 'Relu', domain: '' }] });
    expect([...readOnnx(bytes).domains]).toEqual([
      ['com.microsoft', 1],
      ['', 17],
    ]);
  });
});

describe('order', () => {
  it('is found where the file has none', async () => {
    const nodes = [node('Neg', ['a'], ['y']), node('Relu', ['x'], ['a'])];
    const bytes = writeOnnx(graphOf({ nodes, inputs: [x], outputs: [value('y')] }));
    expect(readOnnx(bytes).nodes.map(({ op }) => op)).toEqual(['Relu', 'Neg']);
    expect([...((await runOrt(writeOnnx(readOnnx(bytes)), feed))['y']!.data as Float32Array)]).toEqual([-1, -0]);
  });
});

describe('values', () => {
  it('keep their types and their free sides', () => {
    const shape = ['batch', 3, null];
    const nodes = [node('Relu', ['x'], ['a']), node('Relu', ['a'], ['y'])];
    const graph = graphOf({ nodes, inputs: [value('x', shape, 'float16')], outputs: [value('y', null, 'float16')] });
    const read = readOnnx(writeOnnx({ ...graph, valueInfos: new Map([['a', value('a', [], 'float16')]]) }));
    expect(read.inputs).toEqual([{ name: 'x', dtype: 'float16', shape }]);
    expect(read.outputs).toEqual([{ name: 'y', dtype: 'float16', shape: null }]);
    expect([...read.valueInfos]).toEqual([['a', { name: 'a', dtype: 'float16', shape: [] }]]);
  });

  it('that are no tensors keep their type', async () => {
    const tensor = create(TypeProtoSchema, { value: { case: 'tensorType', value: { elemType: 1 } } });
    const type = create(TypeProtoSchema, { value: { case: 'sequenceType', value: { elemType: tensor } } });
    const nodes = [node('SequenceConstruct', ['x'], ['s']), node('SequenceAt', ['s', 'zero'], ['y'])];
    const constants = [constantFromInts('zero', [0], [])];
    const graph = graphOf({ nodes, inputs: [x], outputs: [value('y')], constants });
    const bytes = extended(writeOnnx(graph), { valueInfo: [{ name: 's', type }] });
    expect(readOnnx(bytes).valueInfos.get('s')).toEqual({ name: 's', dtype: 'other', shape: null, type });
    await expectSame(bytes);
  });
});

describe('sparse initializers', () => {
  it('become Constant nodes', async () => {
    const values = { name: 'sparse', dims: [1n], dataType: 1, rawData: new Uint8Array(Float32Array.of(5).buffer) };
    const indices = { name: 'indices', dims: [1n], dataType: 7, int64Data: [1n] };
    const bytes = extended(writeOnnx(graphOf({ nodes: [], inputs: [x], outputs: [value('y')] })), {
      node: [{ opType: 'Add', input: ['x', 'sparse'], output: ['y'] }],
      sparseInitializer: [{ values, indices, dims: [2n] }],
    });
    const { y } = await runOrt(writeOnnx(readOnnx(bytes)), feed);
    expect([...(y!.data as Float32Array)]).toEqual([1, 3]);
  });
});

describe('subgraphs', () => {
  const branch = (factor: string, inner: string) => {
    const nodes = [
      node('Mul', ['a', factor], [inner]),
      node('Identity', ['one'], [`${inner}_one`]),
      node('Add', [inner, `${inner}_one`], [`${inner}_y`]),
    ];
    return graphOf({
      nodes,
      outputs: [value(`${inner}_y`)],
      constants: [constantFromFloats(`${inner}_f`, Float32Array.of(3))],
    });
  };
  const nodes = [
    node('If', ['condition'], ['y'], { then_branch: branch('two', 't'), else_branch: branch('e_f', 'e') }),
    node('Neg', ['x'], ['a']),
    node('Constant', [], ['two'], { value_floats: floats([2]) }),
    node('ReduceMax', ['x'], ['max'], { keepdims: 0 }),
    node('Greater', ['max', 'zero'], ['condition']),
  ];
  const zero = constantFromFloats('zero', Float32Array.of(0), []);
  const graph = graphOf({ nodes, inputs: [x], outputs: [value('y')], constants: [one, zero] });

  it('order the nodes by what they take from around them', () => {
    const read = readOnnx(writeOnnx(graph));
    expect(read.nodes.map(({ op }) => op)).toEqual(['ReduceMax', 'Greater', 'Neg', 'If']);
    const control = read.nodes.at(-1)!;
    expect(control.inputs).toEqual(['condition']);
    expect(new Set(reads(control))).toEqual(new Set(['condition', 'a', 'two', 'one']));
  });

  it.each([
    [1, [-1, 5]],
    [-1, [4, 7]],
  ])('compute what they should', async (first, expected) => {
    const bytes = writeOnnx(readOnnx(writeOnnx(graph)));
    const { y } = await runOrt(bytes, { x: new Tensor('float32', [first, -2], [2]) });
    expect([...(y!.data as Float32Array)]).toEqual(expected);
  });
});

describe('graphs that cannot be computed', () => {
  const bytesOf = (nodes: ReturnType<typeof node>[], outputs = ['y'], constants = [one]) =>
    writeOnnx(graphOf({ nodes, inputs: [x], outputs: outputs.map((name) => value(name)), constants }));

  it.each<[string, () => Uint8Array, RegExp]>([
    [
      'a cycle',
      () => bytesOf([node('Add', ['x', 'b'], ['a']), node('Neg', ['a'], ['b']), node('Neg', ['b'], ['y'])]),
      /circle \('Add:a', 'Neg:b'\)|circle \('Neg:b', 'Add:a'\)/,
    ],
    [
      'an input that nothing makes',
      () => bytesOf([node('Add', ['x', 'ghost'], ['y'])]),
      /'ghost' of node 'Add:y' \(Add\)/,
    ],
    ['an output that nothing makes', () => bytesOf([node('Neg', ['x'], ['a'])]), /output 'y'/],
    [
      'a value made twice',
      () => bytesOf([node('Neg', ['x'], ['y']), node('Abs', ['x'], ['y'])]),
      /two values named 'y'/,
    ],
    ['a value with the name of an input', () => bytesOf([node('Neg', ['y'], ['x'])]), /two values named 'x'/],
    [
      'a value with the name of a constant',
      () => bytesOf([node('Neg', ['x'], ['one']), node('Neg', ['one'], ['y'])]),
      /two values named 'one'/,
    ],
    ['no outputs', () => bytesOf([node('Neg', ['x'], ['y'])], []), /no nodes or no outputs/],
    ['no nodes', () => bytesOf([], ['x']), /no nodes or no outputs/],
  ])('%s', (_, make, message) => {
    expect(() => readOnnx(make())).toThrow(modelInvalid(message));
  });

  it('an input that nothing makes, in a subgraph', () => {
    const branch = graphOf({ nodes: [node('Neg', ['ghost'], ['t'])], outputs: [value('t')] });
    const nodes = [node('If', ['x'], ['y'], { then_branch: branch, else_branch: branch })];
    expect(() => readOnnx(bytesOf(nodes))).toThrow(modelInvalid(/'ghost' of node 'Neg:t'/));
  });
});
