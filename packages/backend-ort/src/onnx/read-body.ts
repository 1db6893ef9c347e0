import { XaiError } from '@pellucid/core';
import { create } from '@bufbuild/protobuf';
import { constantFromFloats, constantFromInts } from './constant.js';
import { isTensor } from './attribute.js';
import { AttributeProtoSchema } from './generated/onnx_pb.js';
import type { GraphProto, NodeProto, SparseTensorProto } from './generated/onnx_pb.js';
import type { ConstantTensor, GraphBody, GraphNode } from './graph.js';
import { readAttribute } from './read-attribute.js';
import { readTensor } from './read-tensor.js';
import type { ReadExternal } from './read-tensor.js';
import { readValue } from './read-value.js';
import { reads, sortNodes } from './topology.js';

/**
 * Nodes and values of a graph in a file, checked: each value is made once, and before it is read.
 *
 * @param outer names of the values of the graphs around a subgraph
 * @throws XaiError `model-invalid`
 */
export function readBody(
  proto: GraphProto,
  external: ReadExternal | undefined,
  outer: ReadonlySet<string> = new Set(),
): GraphBody {
  const constants = new Map<string, ConstantTensor>();
  for (const tensor of proto.initializer) constants.set(tensor.name, readTensor(tensor, external));
  const inputs = proto.input.filter(({ name }) => !constants.has(name)).map(readValue);
  const outputs = proto.output.map(readValue);
  const own = ownNames(proto, [...constants.keys(), ...inputs.map(({ name }) => name)]);
  const visible = new Set([...outer, ...own]);

  const nodes = proto.sparseInitializer.map(sparseConstant);
  for (const nodeProto of proto.node) {
    const node = readNode(nodeProto, external, visible);
    const constant = constantOf(node);
    if (constant) constants.set(constant.name, constant);
    else nodes.push(node);
  }
  const sorted = resolveIdentities(sortNodes(withNames(nodes)), constants);
  for (const node of sorted) {
    for (const name of reads(node))
      if (!visible.has(name)) throw missing(`input '${name}' of node '${node.name}' (${node.op})`);
  }
  for (const { name } of outputs) if (!visible.has(name)) throw missing(`output '${name}'`);

  const valueInfos = new Map(proto.valueInfo.map((value) => [value.name, readValue(value)]));
  return { name: proto.name, nodes: sorted, constants, inputs, outputs, valueInfos };
}

/** Names of all values that a graph has itself, each of which may exist only once. */
function ownNames(proto: GraphProto, given: readonly string[]): Set<string> {
  const own = new Set<string>();
  const made = [
    ...proto.sparseInitializer.map((sparse) => sparse.values?.name ?? ''),
    ...proto.node.flatMap(({ output }) => output.filter((name) => name !== '')),
  ];
  for (const name of [...given, ...made]) {
    if (name === '__proto__') {
      throw new XaiError(
        'model-invalid',
        `The model has a value named '__proto__', under which runtimes in JavaScript cannot give it; rename it when you export the model.`,
      );
    }
    if (own.has(name)) {
      throw new XaiError(
        'model-invalid',
        `The model has two values named '${name}', but names must be unique; export it again.`,
      );
    }
    own.add(name);
  }
  return own;
}

function readNode(proto: NodeProto, external: ReadExternal | undefined, visible: ReadonlySet<string>): GraphNode {
  const readGraph = (graph: GraphProto): GraphBody => readBody(graph, external, visible);
  const attributes = proto.attribute.map(
    (attribute) => [attribute.name, readAttribute(attribute, external, readGraph)] as const,
  );
  return {
    name: proto.name,
    op: proto.opType,
    domain: standardDomain(proto.domain),
    inputs: proto.input,
    outputs: proto.output,
    attributes: Object.fromEntries(attributes),
    ...(proto.overload && { overload: proto.overload }),
  };
}

/** The standard domain has two names in files; here it has one. */
export function standardDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

/** The value of a Constant node; `undefined` for other nodes and for sparse values, which stay nodes. */
function constantOf({ op, domain, outputs, attributes }: GraphNode): ConstantTensor | undefined {
  const [name] = outputs;
  if (op !== 'Constant' || domain !== '' || !name) return undefined;
  const [kind, value] = Object.entries(attributes)[0] ?? [];
  if (value === undefined) return undefined;
  if (typeof value === 'number') return constantFromInts(name, [value], []);
  if (Array.isArray(value) && kind === 'value_ints') return constantFromInts(name, value as readonly number[]);
  if (typeof value !== 'object') return undefined;
  if (isTensor(value)) return { ...value, name };
  if ('float' in value) return constantFromFloats(name, Float32Array.of(value.float), []);
  if ('floats' in value) return constantFromFloats(name, Float32Array.from(value.floats));
  return undefined;
}

/** A sparse initializer as the Constant node that means the same. */
function sparseConstant(sparse: SparseTensorProto): GraphNode {
  const name = sparse.values?.name ?? '';
  const proto = create(AttributeProtoSchema, { name: 'sparse_value', type: 11, sparseTensor: sparse });
  return { name, op: 'Constant', domain: '', inputs: [], outputs: [name], attributes: { sparse_value: { proto } } };
}

/** The nodes with names that are there and unique: `<op>_<index>` for the unnamed, a number added to the repeated. */
function withNames(nodes: readonly GraphNode[]): GraphNode[] {
  const taken = new Set(nodes.map(({ name }) => name));
  const seen = new Set<string>();
  return nodes.map((node, index) => {
    if (node.name !== '' && !seen.has(node.name)) {
      seen.add(node.name);
      return node;
    }
    const stem = node.name || node.op;
    let name = `${stem}_${index}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return { ...node, name };
  });
}

/** Turns the Identity of a constant into a constant of its own, sharing the bytes; readers then read the original. */
function resolveIdentities(sorted: readonly GraphNode[], constants: Map<string, ConstantTensor>): GraphNode[] {
  const originals = new Map<string, string>();
  const kept: GraphNode[] = [];
  for (const node of sorted) {
    const inputs = node.inputs.map((name) => originals.get(name) ?? name);
    const [input = ''] = inputs;
    const [output = ''] = node.outputs;
    const constant = node.op === 'Identity' && node.domain === '' ? constants.get(input) : undefined;
    if (constant) {
      constants.set(output, { ...constant, name: output });
      originals.set(output, input);
    } else {
      kept.push({ ...node, inputs });
    }
  }
  return kept;
}

function missing(what: string): XaiError {
  return new XaiError(
    'model-invalid',
    `Nothing in the model makes the ${what}; the file is damaged or was cut wrongly.`,
  );
}
