import { createRandom, floatTensor } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { constantFromFloats } from '../../src/onnx/constant.js';
import { graphOf, node, value } from '../onnx/support.js';
import { tensorOf } from '../helpers/floats.js';
import { withModel } from '../helpers/with-model.js';

/** The rows of a batch, with many ties. */
const rows = [
  [1, 5, 3, 4, 2],
  [7, 7, 7, 7, 7],
  [2, 3, 3, 1, 2],
  [-1, -2, -1, -3, -1],
  [0, 0, 9, 9, 1],
];

/** Index of the k-th largest value; of equals, the first comes first. */
function rankedAt(row: readonly number[], k: number): number {
  const order = row.map((_, i) => i).sort((a, b) => row[b]! - row[a]! || a - b);
  return order[k - 1]!;
}

describe('the cotangent top(k)', () => {
  it.each([1, 2, 3])("is one-hot at each row's %i-th largest value, the first of equals", (k) =>
    withModel(
      graphOf({
        nodes: [node('Mul', ['x', 'half'], ['y'])],
        inputs: [value('x', ['N', 5])],
        outputs: [value('y')],
        constants: [constantFromFloats('half', Float32Array.of(0.5), [])],
      }),
      async (model) => {
        const x = floatTensor(Float32Array.from(rows.flat()), [5, 5]);
        const { gradients } = await model.vjp({ x }, { y: { top: k } }, ['y', 'x']);
        const hot = rows.flatMap((row) => row.map((_, i) => (i === rankedAt(row, k) ? 1 : 0)));
        expect([...gradients['y']!.data]).toEqual(hot);
        expect([...gradients['x']!.data]).toEqual(hot.map((v) => v / 2));
      },
    ),
  );

  it.each([1, 2, 3])('equals the one-hot array for k = %i behind a nonlinear network, scores [N, K, 1, 1]', (k) =>
    withModel(
      graphOf({
        nodes: [node('Conv', ['x', 'w'], ['h']), node('Tanh', ['h'], ['t']), node('GlobalAveragePool', ['t'], ['y'])],
        inputs: [value('x', ['N', 2, 3, 3])],
        outputs: [value('y')],
        constants: [constantFromFloats('w', tensorOf([6, 2, 2, 2], createRandom(8).normal).data, [6, 2, 2, 2])],
      }),
      async (model) => {
        const x = tensorOf([3, 2, 3, 3], createRandom(9).normal);
        const byRank = await model.vjp({ x }, { y: { top: k } }, ['x'], { fetches: ['y'] });
        const scores = [...byRank.values['y']!.data].map(Number);
        const hot = [0, 1, 2].flatMap((n) => {
          const row = scores.slice(6 * n, 6 * n + 6);
          return row.map((_, i) => (i === rankedAt(row, k) ? 1 : 0));
        });
        const byArray = await model.vjp({ x }, { y: floatTensor(Float32Array.from(hot), [3, 6, 1, 1]) }, ['x']);
        expect(byRank.gradients['x']!.data).toEqual(byArray.gradients['x']!.data);
      },
    ),
  );

  it('needs one score per class', () =>
    withModel(
      graphOf({ nodes: [node('Exp', ['x'], ['y'])], inputs: [value('x', ['N', 2, 3, 3])], outputs: [value('y')] }),
      (model) =>
        expect(model.vjp({ x: tensorOf([1, 2, 3, 3], () => 1) }, { y: { top: 1 } }, ['x'])).rejects.toMatchObject({
          code: 'usage',
        }),
    ));
});
