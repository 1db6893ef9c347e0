import { create, fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import { AttributeProtoSchema, ModelProtoSchema } from '../../src/onnx/generated/onnx_pb.js';
import { float, floats } from '../../src/onnx/graph.js';
import type { AttributeValue, GraphBody } from '../../src/onnx/graph.js';
import { readOnnx } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { fixture, graphOf, node, runOrt, value } from './support.js';

const x = value('x', [2]);
const constants = [constantFromFloats('w', Float32Array.of(1, 2)), constantFromFloats('idle', Float32Array.of(3))];
const graph = graphOf({ nodes: [node('Add', ['x', 'w'], ['y'])], inputs: [x], outputs: [value('y')], constants });

describe('a written model', () => {
  it('is read as what it was', () => {
    const whole = {
      ...graph,
      metadata: { labels: 'cat,dog' },
      domains: new Map([
        ['com.microsoft', 1],
        ['', 17],
      ]),
    };
    const read = readOnnx(writeOnnx(whole));
    expect(read).toEqual({ ...whole, constants: new Map([['w', constants[0]]]) });
  });

  it('has the constants that something reads, and no others', () => {
    const model = fromBinary(ModelProtoSchema, writeOnnx(graph));
    expect(model.graph!.initializer.map(({ name }) => name)).toEqual(['w']);
  });

  it('says nothing of values that are not in it', () => {
    const valueInfos = new Map(['y', 'gone'].map((name) => [name, value(name, [2])]));
    expect([...readOnnx(writeOnnx({ ...graph, valueInfos })).valueInfos.keys()]).toEqual(['y']);
  });

  it.each([
    [7, 8],
    [17, 8],
    [20, 9],
    [21, 10],
    [22, 10],
  ])('of opset %d has the IR version %d', (opset, irVersion) => {
    expect(readOnnx(writeOnnx({ ...graph, irVersion: 3, opset })).irVersion).toBe(irVersion);
  });

  it('keeps a newer IR version', () => {
    expect(readOnnx(writeOnnx({ ...graph, irVersion: 10 })).irVersion).toBe(10);
  });

  it('keeps every element type', () => {
    const read = readOnnx(fixture('typed-data.onnx'));
    const names = [...read.constants.keys()];
    const all = { ...read, nodes: [...read.nodes, { ...node('Sink', names, ['z']), domain: 'test' }] };
    const { constants: written } = readOnnx(writeOnnx(all));
    expect(written).toEqual(read.constants);
  });

  it('keeps every kind of attribute', () => {
    const subgraph: GraphBody = {
      name: 'inner',
      nodes: [node('Add', ['x', 'w'], ['z'])],
      constants: new Map([['w', constants[0]!]]),
      inputs: [],
      outputs: [value('z')],
      valueInfos: new Map(),
    };
    const attributes: Record<string, AttributeValue> = {
      int: -3,
      largest: 2 ** 63,
      ints: [1, -2],
      float: float(1),
      floats: floats([1, 2.5]),
      string: 'Füße',
      strings: ['a', 'b'],
      bytes: Uint8Array.of(0xff, 0xfe),
      tensor: constantFromInts('t', [1, 2], [2, 1]),
      graph: subgraph,
      type: {
        proto: create(AttributeProtoSchema, {
          name: 'type',
          type: 13,
          tp: { value: { case: 'tensorType', value: { elemType: 1 } } },
        }),
      },
    };
    const nodes = [{ ...node('Custom', ['x'], ['y'], attributes), domain: 'test', overload: 'o' }];
    const [read] = readOnnx(writeOnnx(graphOf({ nodes, inputs: [x], outputs: [value('y')] }))).nodes;
    expect(read).toEqual(nodes[0]);
  });

  it('refuses a float where ints are', () => {
    const nodes = [node('LeakyRelu', ['x'], ['y'], { alpha: 0.1 })];
    expect(() => writeOnnx(graphOf({ nodes, inputs: [x], outputs: [value('y')] }))).toThrow(
      /'alpha' of node 'LeakyRelu:y' is 0.1.*float\(0.1\)/,
    );
  });

  it('copies each weight once, at whatever offset it is', async () => {
    const buffer = new Uint8Array(11);
    buffer.set(new Uint8Array(Float32Array.of(5, 6).buffer), 3);
    const unaligned = { name: 'w', dtype: 'float32' as const, shape: [2], bytes: buffer.subarray(3) };
    const bytes = writeOnnx({ ...graph, constants: new Map([['w', unaligned]]) });
    const { Tensor } = await import('onnxruntime-node');
    const { y } = await runOrt(bytes, { x: new Tensor('float32', [1, 2], [2]) });
    expect([...(y!.data as Float32Array)]).toEqual([6, 8]);
  });
});
