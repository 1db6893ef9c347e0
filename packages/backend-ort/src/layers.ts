import type { Layer, LayerKind } from '@pellucid/core';
import { isRectifier } from './autodiff/rule-sets.js';
import { movesOf } from './moves.js';
import type { KnownTensors } from './probe.js';
import { intsAttribute } from './onnx/attribute.js';
import type { Graph, GraphNode } from './onnx/graph.js';
import type { TensorSpecs } from './tensor-specs.js';

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
  ...of('batch-normalization', 'BatchNormalization'),
  ...of('normalization', 'LayerNormalization InstanceNormalization GroupNormalization LRN'),
  ...of('pool', 'MaxPool AveragePool LpPool'),
  ...of('global-average-pool', 'GlobalAveragePool'),
  ...of('global-max-pool', 'GlobalMaxPool'),
  ...of('resize', 'Resize Upsample'),
  ...of('shape', 'Reshape Flatten Transpose Squeeze Unsqueeze Identity Dropout Cast'),
};

/** The network's float tensors that depend on its inputs, as core sees them. */
export function layersOf(graph: Graph, known: KnownTensors, { spec }: TensorSpecs): Layer[] {
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
        kind: kindOf(node, graph, spec),
        op: node.op,
        inputs,
        ...(isPointwise(node, known) && { pointwise: true }),
        ...movesOf(node, output, inputs, graph, known),
      });
    }
  }
  return layers;
}

function kindOf(node: GraphNode, graph: Graph, spec: TensorSpecs['spec']): LayerKind {
  if (isRectifier(node, graph.constants)) return 'activation';
  if (averagesPositions(node, spec)) return 'global-average-pool';
  return kinds[node.op] ?? 'other';
}

/** Whether a mean or a window takes in all positions of a feature map, as a global average pool does. */
function averagesPositions(node: GraphNode, spec: TensorSpecs['spec']): boolean {
  if (node.op !== 'ReduceMean' && !(node.op === 'AveragePool' && hasWholeWindow(node, spec))) return false;
  const before = spec(node.inputs[0]!);
  const after = spec(node.outputs[0]!);
  if (before.layout === null || before.shape[0] !== after.shape[0] || before.shape[1] !== after.shape[1]) return false;
  return after.shape.length === 2 || (after.layout !== null && after.shape[2] === 1 && after.shape[3] === 1);
}

/** Whether the window of a pool is the map, without anything around it. */
function hasWholeWindow(node: GraphNode, spec: TensorSpecs['spec']): boolean {
  const kernel = intsAttribute(node, 'kernel_shape', []);
  const isPadded = intsAttribute(node, 'pads', []).some((side) => side !== 0);
  return !isPadded && String(kernel) === String(spec(node.inputs[0]!).shape.slice(2));
}

function isPointwise(node: GraphNode, known: KnownTensors): boolean {
  if (node.op !== 'Conv') return false;
  const kernel = known.shapeOf(node.inputs[1]!).slice(2);
  const strides = node.attributes['strides'];
  const strided = Array.isArray(strides) && strides.some((stride) => stride !== 1);
  return kernel.every((side) => side === 1) && !strided;
}
