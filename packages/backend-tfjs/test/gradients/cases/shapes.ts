import {
  batchToSpaceND,
  broadcastTo,
  concat,
  depthToSpace,
  expandDims,
  gather,
  gatherND,
  mirrorPad,
  pad,
  reshape,
  reverse,
  scatterND,
  slice,
  spaceToBatchND,
  split,
  stack,
  stridedSlice,
  tensor,
  tensorScatterUpdate,
  tile,
  topk,
  transpose,
  unsortedSegmentSum,
  unstack,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { constant, normal, spaced } from '../gradient-case.js';
import type { GradientCase } from '../gradient-case.js';

const integers = (values: number[], ...shape: number[]): Tensor => tensor(values, shape, 'int32');

const moves: readonly [op: string, title: string, shape: number[], compute: (x: Tensor) => Tensor][] = [
  ['Reshape', '', [3, 4], (x) => reshape(x, [2, 6])],
  ['ExpandDims', '', [3, 4], (x) => expandDims(x, 1)],
  ['Transpose', '', [2, 3, 4], (x) => transpose(x, [2, 0, 1])],
  ['Reverse', '', [2, 3, 4], (x) => reverse(x, [1, 2])],
  ['Concat', '', [2, 3], (x) => concat([constant(2, 1), x, constant(2, 2)], 1)],
  ['Pack', '', [2, 3], (x) => stack([x, constant(2, 3), x], 1)],
  ['Unpack', '', [3, 2], (x) => unstack(x, 1)[1]!],
  ['SplitV', '', [5, 2], (x) => split(x, [2, 3], 0)[1]!],
  ['Slice', '', [4, 3], (x) => slice(x, [1, 0], [2, 2])],
  ['Tile', 'rank 2', [2, 3], (x) => tile(x, [2, 3])],
  ['Tile', 'rank 5', [1, 2, 1, 3, 2], (x) => tile(x, [1, 2, 1, 1, 3])],
  ['Tile', 'broadcastTo', [2, 1, 3], (x) => broadcastTo(x, [4, 2, 5, 3])],
  [
    'PadV2',
    '',
    [2, 3],
    (x) =>
      pad(
        x,
        [
          [1, 0],
          [2, 3],
        ],
        5,
      ),
  ],
  [
    'MirrorPad',
    'reflect',
    [4, 3],
    (x) =>
      mirrorPad(
        x,
        [
          [2, 3],
          [1, 2],
        ],
        'reflect',
      ),
  ],
  [
    'MirrorPad',
    'symmetric',
    [4, 3],
    (x) =>
      mirrorPad(
        x,
        [
          [4, 2],
          [0, 3],
        ],
        'symmetric',
      ),
  ],
  [
    'MirrorPad',
    'reflect, rank 4',
    [1, 4, 3, 2],
    (x) =>
      mirrorPad(
        x,
        [
          [0, 0],
          [3, 1],
          [2, 0],
          [0, 0],
        ],
        'reflect',
      ),
  ],
  ['DepthToSpace', '', [2, 3, 2, 8], (x) => depthToSpace(x as Tensor4D, 2, 'NHWC')],
  [
    'SpaceToBatchND',
    '',
    [2, 4, 5, 3],
    (x) =>
      spaceToBatchND(
        x,
        [2, 3],
        [
          [0, 0],
          [1, 0],
        ],
      ),
  ],
  [
    'BatchToSpaceND',
    '',
    [12, 2, 2, 3],
    (x) =>
      batchToSpaceND(
        x,
        [2, 3],
        [
          [0, 1],
          [1, 0],
        ],
      ),
  ],
  ['StridedSlice', 'steps 2 and 3', [5, 7], (x) => stridedSlice(x, [1, 0], [5, 7], [2, 3])],
  ['StridedSlice', 'backwards', [5, 7], (x) => stridedSlice(x, [4, 6], [0, 0], [-1, -2])],
  ['StridedSlice', 'step 1', [5, 7], (x) => stridedSlice(x, [1, 2], [4, 7], [1, 1])],
  [
    'StridedSlice',
    'an index, a new axis, an ellipsis',
    [5, 4, 3],
    (x) => stridedSlice(x, [-2, 0, 0, 0], [0, 0, 0, 2], [1, 1, 1, 1], 0, 0, 2, 4, 1),
  ],
  ['StridedSlice', 'open at both ends', [5, 4], (x) => stridedSlice(x, [2, 2], [3, 3], [1, 2], 1, 3)],
  ['GatherV2', 'axis 0, repeated', [4, 3], (x) => gather(x, integers([2, 0, 2], 3))],
  ['GatherV2', 'axis 1, indices of rank 2', [2, 4, 3], (x) => gather(x, integers([2, 0, 3, 3], 2, 2), 1)],
  ['GatherV2', 'a batch dimension', [2, 4, 3], (x) => gather(x, integers([2, 0, 2, 3, 1, 1], 2, 3), 1, 1)],
  ['GatherV2', 'a batch dimension, axis 2', [2, 3, 4], (x) => gather(x, integers([2, 0, 3, 3], 2, 2), 2, 1)],
  ['GatherNd', 'elements', [3, 4], (x) => gatherND(x, integers([0, 1, 2, 3, 0, 1], 3, 2))],
  ['GatherNd', 'rows, repeated', [3, 4], (x) => gatherND(x, integers([2, 0, 2], 3, 1))],
  ['ScatterNd', 'repeated', [3, 2], (x) => scatterND(integers([1, 3, 1], 3, 1), x, [5, 2])],
  ['TensorScatterUpdate', 'the tensor', [4, 2], (x) => tensorScatterUpdate(x, integers([1, 3], 2, 1), constant(2, 2))],
  ['TensorScatterUpdate', 'the updates', [2, 2], (x) => tensorScatterUpdate(constant(4, 2), integers([1, 3], 2, 1), x)],
  ['UnsortedSegmentSum', '', [4, 2], (x) => unsortedSegmentSum(x, integers([1, 0, 1, 2], 4) as Tensor1D, 3)],
];

export const shapes: readonly GradientCase[] = [
  ...moves.map(([op, title, shape, compute]) => ({ op, title, at: normal(...shape), compute, step: 0.5 })),
  { op: 'TopK', title: '2 of 5', at: spaced(3, 5), compute: (x) => topk(x, 2).values },
];
