import { floatTensor } from '@pellucid/core';
import type { FloatTensor } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { constantFromFloats, constantFromInts } from '../../src/onnx/constant.js';
import type { Graph, GraphNode } from '../../src/onnx/graph.js';
import { graphOf, node, value } from '../onnx/support.js';
import { relativeError, tolerance } from '../helpers/compare.js';
import { floatsIn } from '../helpers/floats.js';
import { withModel } from '../helpers/with-model.js';

const xs = [0.5, -1.25, 2, -0.75, 1.5, 3];
const gs = [1, -2, 0.5, 3, -1, 0.25];
const x = matrix(xs);
const g = matrix(gs);

/** Values [2, 3]. */
function matrix(values: readonly number[]): FloatTensor {
  return floatTensor(Float32Array.from(values), [2, 3]);
}

/** A graph from x [N, 3] to y. */
function graph(nodes: readonly GraphNode[], constants: Parameters<typeof graphOf>[0]['constants'] = []): Graph {
  return graphOf({ nodes, inputs: [value('x', ['N', 3])], outputs: [value('y')], constants });
}

function expectClose(actual: Parameters<typeof floatsIn>[0], expected: readonly number[]): void {
  expect(relativeError(floatsIn(actual), expected)).toBeLessThanOrEqual(tolerance.float32);
}

describe('the reverse pass', () => {
  it('adds up what comes back from several consumers', () =>
    withModel(
      graph([
        node('Mul', ['x', 'x'], ['square']),
        node('Exp', ['x'], ['e']),
        node('Neg', ['x'], ['n']),
        node('Sum', ['square', 'e', 'n', 'x'], ['y']),
      ]),
      async (model) => {
        const { gradients } = await model.vjp({ x }, { y: g }, ['x']);
        expectClose(
          gradients['x'],
          xs.map((v, i) => gs[i]! * (2 * v + Math.exp(v) - 1 + 1)),
        );
      },
    ));

  it('takes cotangents of several tensors, and gives gradients at several', () =>
    withModel(
      graph([node('Exp', ['x'], ['h']), node('Mul', ['h', 'h'], ['y']), node('Sin', ['h'], ['z'])]),
      async (model) => {
        const other = matrix(gs.map((v) => v + 1));
        const { gradients } = await model.vjp({ x }, { y: g, h: other }, ['h', 'x']);
        const atH = xs.map((v, i) => gs[i]! * 2 * Math.exp(v) + gs[i]! + 1);
        expectClose(gradients['h'], atH);
        expectClose(
          gradients['x'],
          atH.map((v, i) => v * Math.exp(xs[i]!)),
        );
      },
    ));

  it('gives the cotangent itself where it is asked for', () =>
    withModel(graph([node('Exp', ['x'], ['y'])]), async (model) => {
      const { gradients } = await model.vjp({ x }, { y: g }, ['y', 'x']);
      expectClose(gradients['y'], gs);
      expectClose(
        gradients['x'],
        xs.map((v, i) => gs[i]! * Math.exp(v)),
      );
    }));

  it('gives zeros at a tensor that reaches no cotangent', () =>
    withModel(graph([node('Exp', ['x'], ['h']), node('Sin', ['x'], ['y'])]), async (model) => {
      const { gradients } = await model.vjp({ x }, { y: g }, ['h']);
      expect(gradients['h']).toMatchObject({ shape: [2, 3], data: new Float32Array(6) });
    }));

  it('does not look behind tensors that are fed', () =>
    withModel(graph([node('Exp', ['x'], ['h']), node('Mul', ['h', 'x'], ['y'])]), async (model) => {
      const h = matrix([1, 2, 3, 4, 5, 6]);
      const { gradients } = await model.vjp({ x, h }, { y: g }, ['x', 'h'], { fetches: ['y'] });
      // h is given, so x moves y as a factor only.
      expectClose(
        gradients['x'],
        gs.map((v, i) => v * h.data[i]!),
      );
      expectClose(
        gradients['h'],
        gs.map((v, i) => v * xs[i]!),
      );
    }));

  it(
    'runs the head alone when a tensor is fed in the middle',
    () =>
      withModel(
        graph([node('Asin', ['x'], ['unused']), node('Exp', ['x'], ['h']), node('Mul', ['h', 'h'], ['y'])]),
        async (model) => {
          const h = matrix([1, 2, 3, 4, 5, 6]);
          const { gradients, values } = await model.vjp({ h }, { y: g }, ['h'], { fetches: ['y', 'h'] });
          expectClose(
            gradients['h'],
            gs.map((v, i) => 2 * v * h.data[i]!),
          );
          expectClose(
            values['y'],
            [...h.data].map((v) => v * v),
          );
          expect(values['h']).toBe(h);
        },
      ),
    0,
  );

  it('stops at integers and booleans, and at floats made of them', () =>
    withModel(
      graph(
        [
          node('Greater', ['x', 'zero'], ['positive']),
          node('Cast', ['positive'], ['mask'], { to: 1 }),
          node('Cast', ['x'], ['whole'], { to: 7 }),
          node('Cast', ['whole'], ['rounded'], { to: 1 }),
          node('Floor', ['x'], ['floor']),
          node('Mul', ['mask', 'x'], ['gated']),
          node('Sum', ['gated', 'rounded', 'floor'], ['y']),
        ],
        [constantFromFloats('zero', Float32Array.of(0), [])],
      ),
      async (model) => {
        const { gradients } = await model.vjp({ x }, { y: g }, ['x']);
        expectClose(
          gradients['x'],
          gs.map((v, i) => (xs[i]! > 0 ? v : 0)),
        );
      },
    ));

  it('takes outputs that nothing comes back from as zeros', () =>
    withModel(
      graphOf({
        nodes: [
          node('Split', ['x', 'sizes'], ['a', 'b', 'c'], { axis: 1 }),
          node('Exp', ['b'], ['y']),
          node('Sin', ['c'], ['z']),
        ],
        inputs: [value('x', ['N', 3])],
        outputs: [value('y'), value('z')],
        constants: [constantFromInts('sizes', [1, 1, 1])],
      }),
      async (model) => {
        const cotangent = floatTensor(Float32Array.of(2, 3), [2, 1]);
        const { gradients } = await model.vjp({ x }, { y: cotangent }, ['x']);
        expectClose(gradients['x'], [0, 2 * Math.exp(xs[1]!), 0, 0, 3 * Math.exp(xs[4]!), 0]);
      },
    ));

  it('keeps infinite masks out', () =>
    withModel(
      graph(
        [node('Where', ['mask', 'x', 'minus infinity'], ['scores']), node('Softmax', ['scores'], ['y'])],
        [
          { name: 'mask', dtype: 'bool', shape: [3], bytes: Uint8Array.of(1, 0, 1) },
          constantFromFloats('minus infinity', Float32Array.of(-Infinity), []),
        ],
      ),
      async (model) => {
        const { gradients } = await model.vjp({ x }, { y: g }, ['x']);
        const expected = [0, 3].flatMap((row) => {
          const e = [Math.exp(xs[row]!), 0, Math.exp(xs[row + 2]!)];
          const y = e.map((v) => v / (e[0]! + e[2]!));
          const mean = y.reduce((sum, v, i) => sum + v * gs[row + i]!, 0);
          return y.map((v, i) => v * (gs[row + i]! - mean));
        });
        expectClose(gradients['x'], expected);
      },
    ));
});
