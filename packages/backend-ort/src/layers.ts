import type { Layer, LayerKind } from '@pellucid/core';
import { isRectifier } from './autodiff/rule-sets.js';
import { toCoreDType } from './dtypes.js';
import type { KnownTensors } from './probe.js';
import type { Graph, GraphNode } from './onnx/graph.js';

const of = (kind: LayerKind, names: string): Record<string, LayerKind> =>
  Object.fromEntries(names.split(' ').map((name) => [name, kind]));

const kinds: Readonly<Record<string, LayerKind>> = {
  ...of('convolution', 'Conv ConvTranspose'),
  ...of('dense', 'Gemm MatMul'),
  ...of(
    'activation',
    'Relu LeakyRelu PRelu Elu Selu Celu Gelu HardSwish HardSigmoid Tanh Softplus Softsign Mish Swish ThresholdedRelu',
  ),
  ...of('softmax', 'Softmax LogSoftmax'),
  ...of('sigmoid', 'Sigmoid'),
  ...of('add', 'Add Sum Sub'),
  ...of('multiply', 'Mul Div'),
  ...of('concat', 'Concat'),
  ...of('normalization', 'BatchNormalization LayerNormalization InstanceNormalization GroupNormalization LRN'),
  ...of('pool', 'MaxPool AveragePool LpPool'),
  ...of('global-average-pool', 'GlobalAveragePool'),
  ...of('global-max-pool', 'GlobalMaxPool'),
  ...of('resize', 'Resize Upsample'),
  ...of('shape', 'Reshape Flatten Transpose Squeeze Unsqueeze Identity Dropout Cast'),
};

/** The network's float tensors that depend on its inputs, as core sees them. */
export function layersOf(graph: Graph, known: KnownTensors): Layer[] {
  const spec = (name: string) => ({
    name,
    dtype: toCoreDType(known.dtypeOf(name)),
    shape: known.shapeOf(name),
    layout: layoutOf(known, name),
  });
  const layers: Layer[] = graph.inputs.map(({ name }) => ({ ...spec(name), kind: 'input', op: 'Input', inputs: [] }));
  const dynamic = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    const inputs = node.inputs.filter((name) => dynamic.has(name));
    if (inputs.length === 0) continue;
    for (const output of node.outputs) {
      if (output === '' || !known.has(output) || !known.isFloat(output)) continue;
      dynamic.add(output);
      layers.push({
        ...spec(output),
        kind: kindOf(node, graph, known),
        op: node.op,
        inputs,
        ...(isPointwise(node, known) && { pointwise: true }),
      });
    }
  }
  return layers;
}

function layoutOf(known: KnownTensors, name: string): 'nchw' | null {
  return known.shapeOf(name).length === 4 ? 'nchw' : null;
}

function kindOf(node: GraphNode, graph: Graph, known: KnownTensors): LayerKind {
  if (isRectifier(node, graph.constants)) return 'activation';
  if (node.op === 'ReduceMean' && averagesPositions(node, known)) return 'global-average-pool';
  return kinds[node.op] ?? 'other';
}

/** Whether a mean runs over both spatial axes of a feature map, as a global average pool does. */
function averagesPositions(node: GraphNode, known: KnownTensors): boolean {
  const before = known.shapeOf(node.inputs[0]!);
  const after = known.shapeOf(node.outputs[0]!);
  if (before.length !== 4 || before[1] !== after[1] || before[0] !== after[0]) return false;
  return after.length === 2 || (after[2] === 1 && after[3] === 1);
}

function isPointwise(node: GraphNode, known: KnownTensors): boolean {
  if (node.op !== 'Conv') return false;
  const kernel = known.shapeOf(node.inputs[1]!).slice(2);
  const strides = node.attributes['strides'];
  const strided = Array.isArray(strides) && strides.some((stride) => stride !== 1);
  return kernel.every((side) => side === 1) && !strided;
}
