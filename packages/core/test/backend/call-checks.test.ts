import { describe, expect, test } from 'vitest';
import { callChecks, requireUse } from '../../src/backend/call-checks.js';
import type { AskedGradients } from '../../src/backend/call-checks.js';
import type { TensorSpec } from '../../src/model.js';
import { floatTensor } from '../../src/tensor.js';
import type { Tensor } from '../../src/tensor.js';

const specs = new Map<string, TensorSpec>(
  (
    [
      { name: 'photo', dtype: 'float32', shape: [null, 3, 2, 2], layout: 'nchw' },
      { name: 'words', dtype: 'int32', shape: [null, 4], layout: null },
      { name: 'state', dtype: 'float32', shape: [1, 2], layout: null },
      { name: 'scores', dtype: 'float32', shape: [null, 5, 1, 1], layout: 'nchw' },
      { name: 'rate', dtype: 'float32', shape: [], layout: null },
    ] as const
  ).map((spec) => [spec.name, spec]),
);
const check = callChecks({ names: () => [...specs.keys()], spec: (name) => specs.get(name) }, ['gradient']);
const zeros = (...shape: number[]): Tensor =>
  floatTensor(new Float32Array(shape.reduce((product, side) => product * side, 1)), shape);
const words: Tensor = { dtype: 'int64', data: new BigInt64Array(8), shape: [2, 4], layout: null };
const asked = (changes: Partial<AskedGradients>): AskedGradients => ({
  cotangents: { scores: { top: 1 } },
  wrt: ['photo'],
  fetches: [],
  rules: 'gradient',
  ...changes,
});

describe('run', () => {
  test('what fits passes: a free batch, integers of any size as int64, a state with a size of its own, a scalar', () => {
    expect(() => {
      check.run({ photo: zeros(2, 3, 2, 2), words, state: zeros(1, 2), rate: zeros() }, ['scores']);
    }).not.toThrow();
  });

  test.each([
    ['an unknown tensor, with the nearest name', { phot: zeros(2, 3, 2, 2) }, 'usage', /no tensor 'phot'.*'photo'/],
    [
      'another shape',
      { photo: zeros(2, 2, 2, 3) },
      'input-invalid',
      /\[N, 3, 2, 2\], but got float32 of shape \[2, 2,/,
    ],
    ['another rank', { photo: zeros(2, 12) }, 'input-invalid', /'photo'/],
    ['another type', { words: zeros(2, 4) }, 'input-invalid', /'words' to be int64/],
    ['other rows', { photo: zeros(3, 3, 2, 2), words }, 'input-invalid', /'photo' has 3 rows, but 'words' has 2/],
  ])('%s is refused', (_, feeds, code, message) => {
    const call = (): void => {
      check.run(feeds, ['scores']);
    };
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});

describe('vjp', () => {
  const feeds = { photo: zeros(2, 3, 2, 2) };

  test('a cotangent that is an array, or a rank among the scores, passes', () => {
    expect(() => {
      check.vjp(feeds, asked({ cotangents: { scores: zeros(2, 5, 1, 1) } }));
      check.vjp(feeds, asked({ cotangents: { scores: { top: 5 } } }));
    }).not.toThrow();
  });

  test.each([
    ['rules that the backend lacks', asked({ rules: 'deconvnet' }), 'usage', /gradient, but got 'deconvnet'/],
    ['integers', asked({ wrt: ['words'] }), 'usage', /'words' is int32/],
    ['a rank beyond the scores', asked({ cotangents: { scores: { top: 6 } } }), 'usage', /from 1 to 5.*got 6/],
    ['half a rank', asked({ cotangents: { scores: { top: 1.5 } } }), 'usage', /got 1.5/],
    ['a rank where there are no scores', asked({ cotangents: { photo: { top: 1 } } }), 'usage', /'photo' is \[N, 3/],
    ['a rank of a scalar', asked({ cotangents: { rate: { top: 1 } } }), 'usage', /'rate' is \[\]/],
    ['rows unlike those fed', asked({ cotangents: { scores: zeros(3, 5, 1, 1) } }), 'input-invalid', /2 rows.*has 3/],
  ])('%s: refused', (_, wanted, code, message) => {
    const call = (): void => {
      check.vjp(feeds, wanted);
    };
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});

test('use after dispose', () => {
  expect(() => {
    requireUse(false);
  }).not.toThrow();
  expect(() => {
    requireUse(true);
  }).toThrow('disposed of');
});
