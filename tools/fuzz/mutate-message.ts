import { create } from '@bufbuild/protobuf';
import type { Random } from '@pellucid/core';
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
} from '../../packages/backend-ort/src/onnx/generated/onnx_pb.js';
import type { GraphProto, ModelProto, TensorProto } from '../../packages/backend-ort/src/onnx/generated/onnx_pb.js';
import type { Parts } from './parts.js';
import { pick } from './random.js';
import { strange, strangeNames, strangeOps, strangePaths } from './strange.js';

/** A model's messages as they are changed. */
interface Subject extends Parts {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly random: Random;
}

type Mutation = (subject: Subject) => void;

/** Changes of what the file says, its form being right. */
export const messageMutations: Readonly<Record<string, Mutation>> = {
  'huge sides of a weight': ({ tensors, random }) => {
    if (tensors.length === 0) return;
    const tensor = pick(random, tensors);
    if (tensor.dims.length === 0 || random.integer(8) === 0) tensor.dims.push(strange(random));
    else tensor.dims[random.integer(tensor.dims.length)] = strange(random);
    if (random.integer(4) === 0) empty(tensor);
  },
  'huge rank of a weight': ({ tensors, random }) => {
    if (tensors.length === 0) return;
    pick(random, tensors).dims.push(...Array.from({ length: 10 ** (1 + random.integer(5)) }, () => 1n));
  },
  'huge sides of a value': ({ values, random }) => {
    for (let i = 0; i <= random.integer(3); i++) {
      const { type } = pick(random, values);
      const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [];
      if (dims.length > 0) pick(random, dims).value = { case: 'dimValue', value: strange(random) };
    }
  },
  'named sides of a value': ({ values, random }) => {
    const { type } = pick(random, values);
    const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [];
    for (const dim of dims) dim.value = { case: 'dimParam', value: pick(random, strangeNames) };
  },
  'numbers of attributes': ({ attributes, random }) => {
    const numeric = attributes.filter(({ ints, type }) => type === 2 || ints.length > 0);
    for (let i = 0; i <= random.integer(3) && numeric.length > 0; i++) {
      const attribute = pick(random, numeric);
      if (attribute.ints.length > 0 && random.integer(4) > 0)
        attribute.ints[random.integer(attribute.ints.length)] = strange(random);
      else if (attribute.ints.length > 0)
        attribute.ints.splice(
          random.integer(attribute.ints.length),
          1,
          ...Array.from({ length: random.integer(5) }, () => strange(random)),
        );
      else attribute.i = strange(random);
    }
  },
  'all numbers of an attribute': ({ attributes, random }) => {
    const lists = attributes.filter(({ ints }) => ints.length > 0);
    if (lists.length > 0) pick(random, lists).ints.fill(strange(random));
  },
  'values of small weights': ({ tensors, random }) => {
    const small = tensors.filter(
      ({ dataType, rawData }) =>
        (dataType === 7 || dataType === 6 || dataType === 1) && rawData.length > 0 && rawData.length <= 128,
    );
    for (let i = 0; i <= random.integer(2) && small.length > 0; i++) setNumber(pick(random, small), random);
  },
  'one number for all of a small weight': ({ tensors, random }) => {
    const small = tensors.filter(
      ({ dataType, rawData }) => dataType === 7 && rawData.length > 0 && rawData.length <= 128,
    );
    if (small.length === 0) return;
    const tensor = pick(random, small);
    tensor.rawData = new Uint8Array(new BigInt64Array(tensor.rawData.length / 8).fill(strange(random)).buffer);
  },
  'floats of attributes': ({ attributes, random }) => {
    const reals = attributes.filter(({ floats, type }) => type === 1 || floats.length > 0);
    if (reals.length === 0) return;
    const attribute = pick(random, reals);
    const real = pick(random, [0, -1, 1e9, 1e-30, 3e38, NaN, Infinity, 5000]);
    if (attribute.floats.length > 0) attribute.floats[random.integer(attribute.floats.length)] = real;
    else attribute.f = real;
  },
  circles: ({ graphs, random }) => {
    const { node } = pick(random, graphs);
    const later = pick(random, node).output[0] ?? '';
    pick(random, node).input.unshift(later);
    const reader = pick(random, node);
    if (reader.input.length > 0) reader.input[random.integer(reader.input.length)] = later;
  },
  'names twice': ({ graph, nodes, tensors, values, random }) => {
    const names = [
      ...nodes.flatMap(({ output }) => output),
      ...tensors.map(({ name }) => name),
      ...values.map(({ name }) => name),
    ];
    const name = pick(random, names);
    pick(random, [
      () => (pick(random, nodes).output[0] = name),
      () => tensors.length > 0 && (pick(random, tensors).name = name),
      () => (pick(random, values).name = name),
      () => graph.node.push(pick(random, graph.node)),
      () => graph.initializer.push(...graph.initializer.slice(0, 1)),
      () => graph.output.push(pick(random, graph.input)),
    ])();
  },
  'strange names': ({ nodes, tensors, values, random }) => {
    const name = pick(random, strangeNames);
    pick(random, [
      () => (pick(random, nodes).name = name),
      () => (pick(random, nodes).output[0] = name),
      () => (pick(random, nodes).input[0] = name),
      () => tensors.length > 0 && (pick(random, tensors).name = name),
      () => (pick(random, values).name = name),
    ])();
  },
  'a renamed value': ({ nodes, values, random }) => {
    const old = pick(random, nodes).output[0];
    const name = pick(random, strangeNames);
    for (const { input, output } of nodes)
      for (const list of [input, output]) list.forEach((entry, i) => (list[i] = entry === old ? name : entry));
    for (const entry of values) if (entry.name === old) entry.name = name;
  },
  'subgraphs in subgraphs': ({ graph, random }) => {
    const depth = pick(random, [1, 2, 5, 10, 20, 30]);
    const relu = create(NodeProtoSchema, { opType: 'Relu', input: [graph.input[0]?.name ?? 'x'], output: ['deep'] });
    let inner = create(GraphProtoSchema, { name: 'deep', node: [relu], output: [named('deep')] });
    for (let level = 0; level < depth; level++) {
      const g = inner;
      // Two branches a level, as long as that does not double the file too often.
      const branches = ['then_branch', 'else_branch'].map((name, i) =>
        create(AttributeProtoSchema, {
          name,
          type: 5,
          g: i === 0 || level < 8 ? g : create(GraphProtoSchema, { ...g, node: [relu], output: [named('deep')] }),
        }),
      );
      const output = `deep${level}`;
      const node = create(NodeProtoSchema, {
        opType: 'If',
        input: ['condition'],
        output: [output],
        attribute: branches,
      });
      inner = create(GraphProtoSchema, { name: output, node: [node], output: [named(output)] });
    }
    graph.initializer.push(create(TensorProtoSchema, { name: 'condition', dataType: 9, rawData: Uint8Array.of(1) }));
    graph.node.push(...inner.node);
    graph.output.push(...inner.output);
  },
  'other types of weights': ({ tensors, random }) => {
    if (tensors.length === 0) return;
    pick(random, tensors).dataType = pick(random, [
      0,
      2,
      3,
      6,
      7,
      8,
      9,
      10,
      11,
      12,
      14,
      16,
      17,
      21,
      22,
      23,
      25,
      99,
      -1,
      2 ** 31 - 1,
    ]);
  },
  'other types of values': ({ values, random }) => {
    const { type } = pick(random, values);
    if (type?.value.case === 'tensorType') type.value.value.elemType = random.integer(26) - 1;
  },
  'other types of attributes': ({ attributes, random }) => {
    if (attributes.length === 0) return;
    const attribute = pick(random, attributes);
    const other = pick(random, attributes);
    pick(random, [
      () => (attribute.type = random.integer(16)),
      () => (attribute.name = other.name),
      () => Object.assign(attribute, { ...other, name: attribute.name }),
      () => Object.assign(attribute, { type: 3, s: Uint8Array.of(0xff, 0xfe, 0) }),
      () =>
        Object.assign(attribute, {
          type: 3,
          s: new TextEncoder().encode(pick(random, ['VALID', 'SAME_UPPER', 'linear', 'reflect', 'none', ''])),
        }),
      () => Object.assign(attribute, { type: 11 }),
      () => (attribute.refAttrName = 'outer'),
    ])();
  },
  'data kept elsewhere': ({ tensors, random }) => {
    if (tensors.length === 0) return;
    const tensor = pick(random, tensors);
    empty(tensor);
    tensor.dataLocation = 1;
    const entry = (key: string, text: string) => ({ key, value: text });
    const fields = [
      entry('location', pick(random, strangePaths)),
      entry('offset', pick(random, ['0', '-1', '4', '1e300', 'NaN', String(strange(random))])),
      entry('length', pick(random, ['4', '-1', '', String(strange(random))])),
    ].filter(() => random.integer(5) > 0);
    const { externalData } = create(TensorProtoSchema, { externalData: fields });
    tensor.externalData = externalData;
    if (random.integer(2) === 0) tensor.dims = [strange(random)];
  },
  'other operators': ({ nodes, random }) => {
    const node = pick(random, nodes);
    node.opType = pick(random, [...strangeOps, pick(random, nodes).opType]);
    if (random.integer(6) === 0)
      node.domain = pick(random, ['com.microsoft', 'ai.onnx.ml', 'nowhere', 'ai.onnx', '\0']);
  },
  'other opsets': ({ model, random }) => {
    const version = pick(random, [
      0n,
      -1n,
      1n,
      2n,
      5n,
      6n,
      8n,
      9n,
      10n,
      12n,
      14n,
      16n,
      18n,
      20n,
      23n,
      24n,
      26n,
      30n,
      1000n,
      10n ** 9n,
      2n ** 62n,
      -(2n ** 63n),
    ]);
    if (random.integer(4) === 0) model.irVersion = strange(random);
    if (random.integer(8) === 0) model.opsetImport.splice(0);
    for (const entry of model.opsetImport) if (random.integer(3) > 0) entry.version = version;
  },
  'functions of their own': ({ model, nodes, random }) => {
    const name = pick(random, ['Self', nodes[0]!.opType, pick(random, nodes).opType]);
    const domain = pick(random, ['own', '']);
    const inner = pick(random, [name, 'Other', 'Relu']);
    const make = (opType: string, calls: string) =>
      create(FunctionProtoSchema, {
        name: opType,
        domain,
        input: ['a'],
        output: ['b'],
        node: [
          create(NodeProtoSchema, {
            opType: calls,
            domain: calls === 'Relu' ? '' : domain,
            input: ['a'],
            output: ['b'],
          }),
        ],
        opsetImport: model.opsetImport,
      });
    model.functions.push(make(name, inner), make('Other', name));
    model.opsetImport.push({ ...model.opsetImport[0]!, domain, version: 1n });
    const node = pick(random, nodes);
    node.opType = name;
    node.domain = domain;
  },
  'parts left out': ({ graph, nodes, random }) => {
    pick(random, [
      () => graph.node.splice(random.integer(graph.node.length), 1 + random.integer(3)),
      () => graph.initializer.splice(random.integer(graph.initializer.length + 1), 1),
      () => graph.input.splice(random.integer(graph.input.length + 1), 1),
      () => graph.output.splice(random.integer(graph.output.length + 1), 1),
      () => pick(random, nodes).input.pop(),
      () => pick(random, nodes).output.pop(),
      () => pick(random, nodes).attribute.splice(0, 1),
      () => pick(random, nodes).attribute.splice(0),
      () => pick(random, nodes).input.splice(0),
    ])();
  },
  'other inputs': ({ graph, nodes, tensors, random }) => {
    const names = [
      ...graph.input.map(({ name }) => name),
      ...tensors.map(({ name }) => name),
      ...nodes.flatMap(({ output }) => output),
      '',
    ];
    for (let i = 0; i <= random.integer(3); i++) {
      const { input } = pick(random, nodes);
      if (random.integer(3) === 0) input.push(pick(random, names));
      else if (input.length > 0) input[random.integer(input.length)] = pick(random, names);
    }
  },
  'other outputs': ({ graph, nodes, random }) => {
    const name = pick(random, nodes).output[0] ?? '';
    pick(random, [
      () => graph.output.push(named(name)),
      () => (pick(random, graph.output).name = name),
      () => pick(random, nodes).output.push('extra'),
      () => graph.input.push(named(name)),
    ])();
  },
  'many nodes': ({ graph, random }) => {
    const count = pick(random, [100, 1000, 3000]);
    let last = graph.output[0]?.name ?? 'x';
    for (let i = 0; i < count; i++) {
      graph.node.push(create(NodeProtoSchema, { opType: 'Relu', input: [last], output: [`more${i}`] }));
      last = `more${i}`;
    }
    graph.output.push(named(last));
  },
};

function named(name: string): GraphProto['output'][number] {
  return { $typeName: 'onnx.ValueInfoProto', name };
}

function empty(tensor: TensorProto): void {
  tensor.rawData = new Uint8Array();
  tensor.floatData = [];
  tensor.int64Data = [];
  tensor.int32Data = [];
}

function setNumber(tensor: TensorProto, random: Random): void {
  const bytes = tensor.rawData.slice();
  const size = tensor.dataType === 7 ? 8 : 4;
  const view = new DataView(bytes.buffer);
  const at = random.integer(bytes.length / size) * size;
  if (tensor.dataType === 7) view.setBigInt64(at, strange(random), true);
  else if (tensor.dataType === 6) view.setInt32(at, Number(BigInt.asIntN(32, strange(random))), true);
  else view.setFloat32(at, pick(random, [0, -1, 1e9, 3e38, NaN, Infinity, 1000, 1e5, 0.001]), true);
  tensor.rawData = bytes;
}
