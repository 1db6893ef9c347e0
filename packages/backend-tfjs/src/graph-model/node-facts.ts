import type { LayerKind, Layout } from '@pellucid/core';
import { allOfKind, keepsAxes } from '../layer-kinds.js';
import type { StepFacts, StoredTensor } from '../program.js';
import type { GraphNode } from './nodes.js';
import { numbersOf, reads, textOf } from './nodes.js';

const kinds: Readonly<Record<string, LayerKind>> = {
  ...allOfKind(
    'convolution',
    'Conv1D Conv2D Conv3D _FusedConv2D DepthwiseConv2d DepthwiseConv2dNative FusedDepthwiseConv2dNative Conv2DBackpropInput',
  ),
  ...allOfKind('dense', 'MatMul BatchMatMul BatchMatMulV2 _FusedMatMul'),
  ...allOfKind('activation', 'Relu Relu6 Elu Selu LeakyRelu Prelu Tanh Softplus'),
  ...allOfKind('softmax', 'Softmax LogSoftmax'),
  ...allOfKind('sigmoid', 'Sigmoid'),
  ...allOfKind('add', 'Add AddV2 AddN Sub BiasAdd'),
  ...allOfKind('multiply', 'Mul RealDiv Div DivNoNan'),
  ...allOfKind('concat', 'Concat ConcatV2'),
  ...allOfKind('batch-normalization', 'FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3'),
  ...allOfKind('normalization', 'LRN'),
  ...allOfKind('pool', 'MaxPool AvgPool MaxPoolWithArgmax MaxPool3D AvgPool3D'),
  ...allOfKind('resize', 'ResizeBilinear ResizeNearestNeighbor'),
  ...allOfKind('shape', 'Reshape Squeeze ExpandDims Transpose Identity IdentityN StopGradient Snapshot Cast'),
};

const copies =
  /^(Identity|IdentityN|StopGradient|Snapshot|Cast|Pad|PadV2|MirrorPad|ClipByValue|Maximum|Minimum|(SpaceToBatch|BatchToSpace)ND)$/;
const spatial =
  /Conv2D|Conv2d|^(Max|Avg)Pool(WithArgmax)?$|^FusedBatchNorm|^Resize|^(DepthToSpace|SpaceToDepth|CropAndResize|ImageProjectiveTransformV3|Dilation2D)$/;

/** What is known of the tensors around a node, by name: shapes, and the values of those that are constant. */
export interface Surroundings {
  readonly shapeOf: (tensor: string) => StoredTensor['shape'] | undefined;
  readonly constantOf: (tensor: string) => readonly number[] | null;
  /** Whether a tensor depends on the network's inputs. */
  readonly varies: (tensor: string) => boolean;
}

/** What methods want to know of a node. */
export function nodeFacts(node: GraphNode, around: Surroundings): StepFacts {
  const { op } = node;
  const window = globalWindow(node, around);
  const rectifier =
    op === 'Relu' || op === 'Relu6' || (op === 'ClipByValue' && around.constantOf(reads(node)[1]!)?.[0] === 0);
  const kind = rectifier ? 'activation' : (window ?? kinds[op] ?? 'other');
  return {
    kind,
    op,
    axes: axesOf(node, kind, window !== null),
    ...(rectifier && { rectifier }),
    ...(isPointwise(node, around) && { pointwise: true }),
    ...movesOf(node, around),
  };
}

function axesOf(node: GraphNode, kind: LayerKind, isGlobal: boolean): Layout | 'kept' | null {
  if (spatial.test(node.op)) return textOf(node, 'data_format') === 'NCHW' ? 'nchw' : 'nhwc';
  if (isGlobal) return 'nhwc';
  return keepsAxes.includes(kind) || copies.test(node.op) ? 'kept' : null;
}

/** The kind of a node that takes the mean or the largest over all positions of a map [N, H, W, C]; null for any other. */
function globalWindow(node: GraphNode, { shapeOf, constantOf }: Surroundings): LayerKind | null {
  const [input = '', axes = ''] = reads(node);
  const before = shapeOf(input);
  if (before?.length !== 4) return null;
  if (node.op === 'Mean' || node.op === 'Max') {
    const positions = constantOf(axes)?.map((axis) => (axis < 0 ? axis + 4 : axis));
    if (String(positions?.toSorted()) !== '1,2') return null;
    return node.op === 'Mean' ? 'global-average-pool' : 'global-max-pool';
  }
  if (node.op !== 'AvgPool' || textOf(node, 'data_format') === 'NCHW' || textOf(node, 'padding') === 'SAME')
    return null;
  const [, height, width] = numbersOf(node, 'ksize') ?? [];
  return height === before[1] && width === before[2] ? 'global-average-pool' : null;
}

function isPointwise(node: GraphNode, { shapeOf }: Surroundings): boolean {
  if (node.op !== 'Conv2D' && node.op !== '_FusedConv2D') return false;
  const kernel = shapeOf(reads(node)[1]!);
  if (!kernel) return false;
  const strides = numbersOf(node, 'strides') ?? [];
  return kernel[0] === 1 && kernel[1] === 1 && strides.every((stride) => stride === 1);
}

function movesOf(
  node: GraphNode,
  { shapeOf, constantOf, varies }: Surroundings,
): Pick<StepFacts, 'permutation' | 'placement'> {
  const sources = reads(node);
  if (node.op === 'Transpose') {
    const permutation = constantOf(sources[1]!);
    return permutation ? { permutation } : {};
  }
  if (node.op !== 'ConcatV2') return {};
  const shapes = sources.slice(0, -1).map((name) => ({ name, shape: shapeOf(name) }));
  const at = constantOf(sources.at(-1)!)?.[0];
  const rank = shapes[0]?.shape?.length;
  if (at === undefined || rank === undefined) return {};
  const axis = at < 0 ? at + rank : at;
  const starts: number[] = [];
  let start = 0;
  for (const { name, shape } of shapes) {
    if (varies(name)) starts.push(start);
    const length = shape?.[axis];
    if (typeof length !== 'number') return {};
    start += length;
  }
  return { placement: { axis, starts } };
}
