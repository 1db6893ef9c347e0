import type {
  AttributeProto,
  GraphProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from '../../packages/backend-ort/src/onnx/generated/onnx_pb.js';

/** All that a graph is made of, with what its subgraphs are made of. */
export interface Parts {
  readonly graphs: GraphProto[];
  readonly nodes: NodeProto[];
  readonly attributes: AttributeProto[];
  readonly tensors: TensorProto[];
  readonly values: ValueInfoProto[];
}

export function partsOf(graph: GraphProto): Parts {
  const attributes = graph.node.flatMap(({ attribute }) => attribute);
  const inner = attributes.flatMap(({ g }) => (g ? [partsOf(g)] : []));
  return {
    graphs: [graph, ...inner.flatMap(({ graphs }) => graphs)],
    nodes: [...graph.node, ...inner.flatMap(({ nodes }) => nodes)],
    attributes: [...attributes, ...inner.flatMap((parts) => parts.attributes)],
    tensors: [
      ...graph.initializer,
      ...attributes.flatMap(({ t }) => (t ? [t] : [])),
      ...inner.flatMap(({ tensors }) => tensors),
    ],
    values: [...graph.input, ...graph.output, ...graph.valueInfo, ...inner.flatMap(({ values }) => values)],
  };
}
