import { asFloat, createRandom } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { relativeError, tolerance } from '../helpers/compare.js';
import { floatsIn, tensorOf } from '../helpers/floats.js';
import { withModel } from '../helpers/with-model.js';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import type { ConstantTensor, Graph, GraphNode } from '../../src/onnx/graph.js';
import { foldAffine } from '../../src/onnx/passes/fold-affine.js';
import { graphOf, node, value } from './support.js';

const random = createRandom(7);
const normal = (): number => random.normal();
const positive = (): number => 0.5 + random.uniform();

function constant(name: string, shape: readonly number[], draw = normal): ConstantTensor {
  return constantFromFloats(name, tensorOf(shape, draw).data, shape);
}

/** A layer from `x` to `a`, which has 6 channels. */
interface Layer {
  readonly node: GraphNode;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly constants: readonly ConstantTensor[];
}

const conv: Layer = {
  node: node('Conv', ['x', 'w', 'b'], ['a'], { strides: [2, 2] }),
  input: [2, 3, 7, 7],
  output: [2, 6, 3, 3],
  constants: [constant('w', [6, 3, 3, 3]), constant('b', [6])],
};

const grouped: Layer = {
  node: node('Conv', ['x', 'w'], ['a'], { group: 2, pads: [1, 1, 1, 1] }),
  input: [2, 4, 5, 5],
  output: [2, 6, 5, 5],
  constants: [constant('w', [6, 2, 3, 3])],
};

const layers: Record<string, Layer> = {
  'a strided convolution': conv,
  'a grouped convolution without bias': grouped,
  'a grouped transposed convolution': {
    node: node('ConvTranspose', ['x', 'w', 'b'], ['a'], { group: 2, strides: [2, 2] }),
    input: [2, 4, 3, 3],
    output: [2, 6, 7, 7],
    constants: [constant('w', [4, 3, 3, 3]), constant('b', [6])],
  },
  'a linear layer': {
    node: node('Gemm', ['x', 'w', 'b'], ['a'], { alpha: float(0.5), beta: float(2) }),
    input: [2, 5],
    output: [2, 6],
    constants: [constant('w', [5, 6]), constant('b', [1, 6])],
  },
  'a linear layer with transposed weights and one bias for all': {
    node: node('Gemm', ['x', 'w', 'b'], ['a'], { transB: 1 }),
    input: [2, 5],
    output: [2, 6],
    constants: [constant('w', [6, 5]), constant('b', [])],
  },
};

/** What follows a layer: nodes from `a` by way of `inner` to `y`. */
interface Steps {
  readonly nodes: readonly GraphNode[];
  readonly inner: readonly string[];
  readonly constants: readonly ConstantTensor[];
}

const normalization: Steps = {
  nodes: [node('BatchNormalization', ['a', 's', 'o', 'm', 'v'], ['y'], { epsilon: float(1e-3) })],
  inner: ['a'],
  constants: [constant('s', [6]), constant('o', [6]), constant('m', [6]), constant('v', [6], positive)],
};

/** @param side shape of a constant with one number per channel */
const steps: Record<string, (side: readonly number[]) => Steps> = {
  'batch normalisation': () => normalization,
  'a product and a sum': (side) => ({
    nodes: [node('Mul', ['c', 'a'], ['p']), node('Add', ['p', 'd'], ['y'])],
    inner: ['a', 'p'],
    constants: [constant('c', [1, ...side]), constant('d', side)],
  }),
  'differences and a quotient': (side) => ({
    nodes: [node('Sub', ['a', 'c'], ['p']), node('Sub', ['d', 'p'], ['q']), node('Div', ['q', 'e'], ['y'])],
    inner: ['a', 'p', 'q'],
    constants: [constant('c', side), constant('d', []), constant('e', side, positive)],
  }),
};

function graphFrom(layer: Layer, { nodes, constants }: Omit<Steps, 'inner'>): Graph {
  return graphOf({
    nodes: [layer.node, ...nodes],
    inputs: [value('x', ['N', ...layer.input.slice(1)])],
    outputs: [value('y')],
    constants: [...layer.constants, ...constants],
  });
}

function operators({ nodes }: Graph): string[] {
  return nodes.map(({ op }) => op);
}

/** Compares with the same call asking for the values in between too, which keeps all nodes where they are. */
async function expectUnchanged(graph: Graph, { input, output }: Layer, inner: readonly string[]): Promise<void> {
  await withModel(graph, async (model) => {
    const x = tensorOf(input, normal);
    const cotangents = { y: tensorOf(output, normal) };
    const folded = await model.vjp({ x }, cotangents, ['x'], { fetches: ['y'] });
    const plain = await model.vjp({ x }, cotangents, ['x'], { fetches: ['y', ...inner] });
    const errorOf = (name: 'values' | 'gradients', tensor: string): number =>
      relativeError(floatsIn(folded[name][tensor]), floatsIn(plain[name][tensor]));
    expect(errorOf('values', 'y')).toBeLessThan(tolerance.float32);
    expect(errorOf('gradients', 'x')).toBeLessThan(tolerance.float32);
  });
}

describe('folding of affine maps into the layer before', () => {
  for (const [layerName, layer] of Object.entries(layers)) {
    for (const [stepsName, stepsAfter] of Object.entries(steps)) {
      it(`${stepsName} after ${layerName}`, () => {
        const after = stepsAfter([6, ...layer.output.slice(2).map(() => 1)]);
        const graph = graphFrom(layer, after);
        const [only, ...others] = foldAffine(graph, new Set(['x', 'y'])).nodes;
        expect(others).toEqual([]);
        expect(only).toMatchObject({ op: layer.node.op, outputs: ['y'] });
        return expectUnchanged(graph, layer, after.inner);
      });
    }
  }

  it('keeps values that are fetched, fed, differentiated or given a cotangent', () =>
    withModel(graphFrom(conv, normalization), async (model) => {
      const x = tensorOf(conv.input, normal);
      const g = tensorOf(conv.output, normal);
      const whole = await model.vjp({ x }, { y: g }, ['x', 'a'], { fetches: ['a'] });
      const head = await model.vjp({ a: whole.values['a']! }, { y: g }, ['a']);
      const tail = await model.vjp({ x }, { a: asFloat(head.gradients['a'], 'a') }, ['x']);
      expect(head.gradients['a']!.data).toEqual(whole.gradients['a']!.data);
      expect(relativeError(floatsIn(tail.gradients['x']), floatsIn(whole.gradients['x']))).toBeLessThan(
        tolerance.float32,
      );
    }));

  const c = (shape: readonly number[]): ConstantTensor[] => [constant('c', shape)];
  it.each<[string, Omit<Steps, 'inner'>]>([
    ['a constant that varies over positions', { nodes: [node('Mul', ['a', 'c'], ['y'])], constants: c([3, 1]) }],
    ['a constant that varies over rows', { nodes: [node('Add', ['a', 'c'], ['y'])], constants: c([2, 1, 1, 1]) }],
    ['a constant that adds an axis', { nodes: [node('Add', ['a', 'c'], ['y'])], constants: c([1, 1, 1, 1, 1]) }],
    ['a quotient by the output', { nodes: [node('Div', ['c', 'a'], ['y'])], constants: c([]) }],
    [
      'a second reader',
      { nodes: [node('Mul', ['a', 'c'], ['p']), node('Add', ['p', 'a'], ['y'])], constants: c([6, 1, 1]) },
    ],
    [
      'a factor that is not finite',
      { nodes: [node('Mul', ['a', 'c'], ['y'])], constants: [constant('c', [], () => Infinity)] },
    ],
    [
      'normalisation in training mode',
      {
        nodes: [{ ...normalization.nodes[0]!, attributes: { training_mode: 1 } }],
        constants: normalization.constants,
      },
    ],
  ])('leaves alone: %s', (_, after) => {
    const graph = graphFrom(conv, after);
    expect(operators(foldAffine(graph, new Set(['y'])))).toEqual(operators(graph));
  });

  it.each([0, -2, 3, 2 ** 40])(
    'leaves alone a transposed convolution of %d groups, which 4 channels do not fall into',
    (group) => {
      const layer = node('ConvTranspose', ['x', 'w'], ['a'], { group });
      const graph = graphFrom({ ...conv, node: layer, constants: [constant('w', [4, 3, 3, 3])] }, normalization);
      expect(operators(foldAffine(graph, new Set(['y'])))).toEqual(operators(graph));
    },
  );

  it('leaves alone constants that are kept, and a value that is', () => {
    const graph = graphFrom(conv, normalization);
    for (const kept of ['a', 'w', 'b', 's', 'v']) {
      expect(operators(foldAffine(graph, new Set(['y', kept])))).toEqual(operators(graph));
    }
  });

  it('gives layers that share weights each their own', () => {
    const graph = graphFrom(grouped, {
      nodes: [
        node('Mul', ['a', 'c'], ['p']),
        { ...grouped.node, name: 'second', outputs: ['a2'] },
        node('Mul', ['a2', 'd'], ['q']),
        node('Sub', ['p', 'q'], ['y']),
      ],
      constants: [constant('c', [6, 1, 1]), constant('d', [])],
    });
    expect(operators(foldAffine(graph, new Set(['y'])))).toEqual(['Conv', 'Conv', 'Sub']);
    return expectUnchanged(graph, grouped, ['a', 'a2']);
  });
});
