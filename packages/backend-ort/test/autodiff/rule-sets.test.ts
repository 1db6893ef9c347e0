import { createRandom, floatTensor } from '@pellucid/core';
import type { Random, RuleSet } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { float } from '../../src/onnx/graph.js';
import type { ConstantTensor, Graph, GraphNode } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import { relativeError, tolerance } from '../helpers/compare.js';
import { floatsIn, tensorOf } from '../helpers/floats.js';
import type { PlainLayer } from '../helpers/plain-network.js';
import { plainConvolution, plainDense, plainRectifier, runPlain } from '../helpers/plain-network.js';
import { withModel } from '../helpers/with-model.js';

const ruleSets: readonly RuleSet[] = ['gradient', 'guided-backprop', 'deconvnet'];
const side = 5;
const classes = 4;

/** A rectifier as a node, and what it computes. */
interface Rectifier {
  readonly opset: number;
  readonly ceiling: number;
  readonly make: (input: string, output: string) => GraphNode;
}

const zero = constantFromFloats('zero', Float32Array.of(0), []);
const six = constantFromFloats('six', Float32Array.of(6), []);

const rectifiers: Record<string, Rectifier> = {
  Relu: { opset: 17, ceiling: Infinity, make: (x, y) => node('Relu', [x], [y]) },
  'Clip 0..6 (ReLU6)': { opset: 17, ceiling: 6, make: (x, y) => node('Clip', [x, 'zero', 'six'], [y]) },
  'Clip 0..6 by attributes, opset 7': {
    opset: 7,
    ceiling: 6,
    make: (x, y) => node('Clip', [x], [y], { min: float(0), max: float(6) }),
  },
  'Clip with minimum 0 alone': { opset: 13, ceiling: Infinity, make: (x, y) => node('Clip', [x, 'zero'], [y]) },
};

describe.each(Object.keys(rectifiers))('rule sets on a small network with %s', (name) => {
  const { graph, layers } = network(rectifiers[name]!, createRandom(4));
  const random = createRandom(5);
  const pictures = tensorOf([2, 2, side, side], random.normal);
  const cotangent = tensorOf([2, classes], random.normal);
  const slow = (rules: RuleSet) => {
    const parts = [0, 1].map((n) =>
      runPlain(
        layers,
        pictures.data.subarray(n * 2 * side ** 2, (n + 1) * 2 * side ** 2),
        cotangent.data.subarray(n * classes, (n + 1) * classes),
        rules,
      ),
    );
    return {
      output: parts.flatMap(({ output }) => [...output]),
      gradient: parts.flatMap(({ gradient }) => [...gradient]),
    };
  };

  it.each(ruleSets)('%s equals its definition', (rules) =>
    withModel(graph, async (model) => {
      const expected = slow(rules);
      const result = await model.vjp({ x: pictures }, { y: cotangent }, ['x'], { fetches: ['y'], rules });
      expect(relativeError(floatsIn(result.values['y']), expected.output)).toBeLessThanOrEqual(tolerance.float32);
      expect(relativeError(floatsIn(result.gradients['x']), expected.gradient)).toBeLessThanOrEqual(tolerance.float32);
    }),
  );

  it('tells the three apart', () => {
    const [plain, guided, deconvolved] = ruleSets.map((rules) => slow(rules).gradient);
    for (const [a, b] of [
      [plain, guided],
      [plain, deconvolved],
      [guided, deconvolved],
    ] as const) {
      expect(relativeError(a!, b!)).toBeGreaterThan(0.1);
    }
  });
});

describe('rule sets without a ReLU', () => {
  const graph = graphOf({
    nodes: [node('Clip', ['x', 'low', 'six'], ['h']), node('Tanh', ['h'], ['y'])],
    inputs: [value('x', ['N', 3])],
    outputs: [value('y')],
    constants: [constantFromFloats('low', Float32Array.of(-1), []), six],
  });
  const x = floatTensor(Float32Array.of(1, 2, 3), [1, 3]);

  it.each(['guided-backprop', 'deconvnet'] as const)('%s is refused, with what to use instead', (rules) =>
    withModel(graph, (model) =>
      expect(model.vjp({ x }, { y: x }, ['x'], { rules })).rejects.toMatchObject({
        code: 'model-unsupported',
        message: expect.stringMatching(/ReLU.*saliency/) as unknown,
      }),
    ),
  );

  it('an integer Clip is none', () =>
    withModel(
      graphOf({
        nodes: [
          node('ArgMax', ['x'], ['index'], { axis: 1 }),
          node('Clip', ['index', 'first'], ['clipped']),
          node('Cast', ['clipped'], ['offset'], { to: 1 }),
          node('Add', ['x', 'offset'], ['y']),
        ],
        inputs: [value('x', ['N', 3])],
        outputs: [value('y')],
        constants: [{ name: 'first', dtype: 'int64', shape: [], bytes: new Uint8Array(8) }],
      }),
      (model) =>
        expect(model.vjp({ x }, { y: x }, ['x'], { rules: 'guided-backprop' })).rejects.toMatchObject({
          code: 'model-unsupported',
        }),
    ));
});

/** conv 3x3 - rectifier - conv 3x3 - rectifier - dense, as a graph and by its definition. */
function network({ opset, ceiling, make }: Rectifier, random: Random): { graph: Graph; layers: PlainLayer[] } {
  // Large enough that a good part of the activations passes 6.
  const constant = (name: string, shape: readonly number[]): ConstantTensor =>
    constantFromFloats(name, tensorOf(shape, () => 1.5 * random.normal()).data, shape);
  const constants = [
    constant('w1', [3, 2, 3, 3]),
    constant('b1', [3]),
    constant('w2', [3, 3, 3, 3]),
    constant('b2', [3]),
    constant('w3', [classes, 3 * side * side]),
  ];
  const values = Object.fromEntries(constants.map(({ name, bytes }) => [name, new Float32Array(bytes.buffer)]));
  const graph = graphOf({
    opset,
    nodes: [
      node('Conv', ['x', 'w1', 'b1'], ['c1'], { pads: [1, 1, 1, 1] }),
      make('c1', 'r1'),
      node('Conv', ['r1', 'w2', 'b2'], ['c2'], { pads: [1, 1, 1, 1] }),
      make('c2', 'r2'),
      node('Flatten', ['r2'], ['f']),
      node('Gemm', ['f', 'w3', 'none'], ['y'], { transB: 1 }),
    ],
    inputs: [value('x', ['N', 2, side, side])],
    outputs: [value('y')],
    constants: [...constants, zero, six, constantFromFloats('none', new Float32Array(classes))],
  });
  const layers = [
    plainConvolution({ inputs: 2, outputs: 3, side, weights: values['w1']!, bias: values['b1']! }),
    plainRectifier(ceiling),
    plainConvolution({ inputs: 3, outputs: 3, side, weights: values['w2']!, bias: values['b2']! }),
    plainRectifier(ceiling),
    plainDense(values['w3']!, 3 * side * side, classes),
  ];
  return { graph, layers };
}
