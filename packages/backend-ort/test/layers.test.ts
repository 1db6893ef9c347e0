import { describe, expect, test } from 'vitest';
import { constantFromInts } from '../src/onnx/constant.js';
import type { ConstantTensor, GraphNode } from '../src/onnx/graph.js';
import { withModel } from './helpers/with-model.js';
import { graphOf, node, value } from './onnx/support.js';

/** The kind of `y`, made by the nodes from `map` [N, 4, 6, 8], which a convolution-like pool marks as a map. */
function kindAfter(
  nodes: readonly GraphNode[],
  constants: readonly ConstantTensor[] = [],
): Promise<string | undefined> {
  const graph = graphOf({
    nodes: [node('MaxPool', ['x'], ['map'], { kernel_shape: [1, 1] }), ...nodes],
    inputs: [value('x', ['n', 4, 6, 8])],
    outputs: [value('y', null)],
    constants,
  });
  return withModel(graph, ({ layers }) => Promise.resolve(layers.find(({ name }) => name === 'y')?.kind));
}

const toLast = node('Transpose', ['map'], ['last'], { perm: [0, 2, 3, 1] });

describe('a global average pool is', () => {
  test.each<[string, GraphNode[]]>([
    ['the operator', [node('GlobalAveragePool', ['map'], ['y'])]],
    ['a window over the whole map', [node('AveragePool', ['map'], ['y'], { kernel_shape: [6, 8] })]],
    ['a mean over height and width', [node('ReduceMean', ['map'], ['y'], { axes: [2, 3] })]],
    ['the same without their sides', [node('ReduceMean', ['map'], ['y'], { axes: [-1, -2], keepdims: 0 })]],
    ['the same of a channels-last map', [toLast, node('ReduceMean', ['last'], ['y'], { axes: [1, 2] })]],
    ['and without their sides', [toLast, node('ReduceMean', ['last'], ['y'], { axes: [1, 2], keepdims: 0 })]],
  ])('%s', async (_, nodes) => {
    expect(await kindAfter(nodes)).toBe('global-average-pool');
  });
});

describe('no global average pool is', () => {
  test.each<[string, GraphNode[], string, ConstantTensor[]?]>([
    [
      'a window that leaves a row out',
      [node('AveragePool', ['map'], ['y'], { kernel_shape: [5, 8], strides: [2, 1] })],
      'pool',
    ],
    [
      'a padded window',
      [
        node('AveragePool', ['map'], ['y'], {
          kernel_shape: [6, 8],
          pads: [0, 0, 1, 0],
          strides: [2, 1],
          count_include_pad: 1,
        }),
      ],
      'pool',
    ],
    ['a maximum', [node('MaxPool', ['map'], ['y'], { kernel_shape: [6, 8] })], 'pool'],
    ['a mean over one of both', [node('ReduceMean', ['map'], ['y'], { axes: [2] })], 'other'],
    [
      'a mean over the channels of a channels-last map',
      [toLast, node('ReduceMean', ['last'], ['y'], { axes: [3] })],
      'other',
    ],
    ['a mean over height and channels', [toLast, node('ReduceMean', ['last'], ['y'], { axes: [1, 3] })], 'other'],
    [
      'a mean over tokens',
      [node('Reshape', ['map', 'tokens'], ['flat']), node('ReduceMean', ['flat'], ['y'], { axes: [2], keepdims: 0 })],
      'other',
      [constantFromInts('tokens', [0, 4, 48])],
    ],
    [
      'one token',
      [node('Reshape', ['map', 'tokens'], ['flat']), node('Gather', ['flat', 'first'], ['y'], { axis: 2 })],
      'other',
      [constantFromInts('tokens', [0, 4, 48]), constantFromInts('first', [0], [])],
    ],
  ])('%s', async (_, nodes, kind, constants = []) => {
    expect(await kindAfter(nodes, constants)).toBe(kind);
  });
});
