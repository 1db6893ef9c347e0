import { describe, expect, test } from 'vitest';
import { findLogits } from '../../src/network/logits.js';
import { sketch } from './sketch.js';
import type { SketchedLayer } from './sketch.js';

const body: SketchedLayer[] = [
  ['x', 'input', [], [8]],
  ['scores', 'dense', ['x'], [3]],
];

describe('the scores before the last squashing', () => {
  test('none: the output', () => {
    expect(findLogits(sketch(...body), 'scores')).toEqual({ logits: 'scores', probabilities: null, squashing: null });
  });

  test.each(['softmax', 'sigmoid'] as const)('%s', (kind) => {
    const model = sketch(...body, ['p', kind, ['scores'], [3]]);
    expect(findLogits(model, 'p')).toEqual({ logits: 'scores', probabilities: 'p', squashing: kind });
  });

  test('behind operations that only move values', () => {
    const model = sketch(
      ...body,
      ['p', 'softmax', ['scores'], [3]],
      ['r', 'shape', ['p'], [3]],
      ['out', 'shape', ['r'], [3]],
    );
    expect(findLogits(model, 'out')).toEqual({ logits: 'scores', probabilities: 'p', squashing: 'softmax' });
  });

  test('not through anything else', () => {
    const model = sketch(...body, ['p', 'softmax', ['scores'], [3]], ['out', 'dense', ['p'], [2]]);
    expect(findLogits(model, 'out')).toEqual({ logits: 'out', probabilities: null, squashing: null });
  });
});
