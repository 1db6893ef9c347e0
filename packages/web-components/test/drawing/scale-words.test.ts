import { chooseScale } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { scaleWords, startsAtZero } from '../../src/drawing/scale-words.js';

const scaleOf = (...values: number[]) => chooseScale(Float32Array.from(values));

describe('a scale in words', () => {
  it('says where it does not start at 0', () => {
    expect(scaleWords(scaleOf(0.5, 1, 2))).toBe('0 to 2');
    expect(scaleWords(scaleOf(-2, 1))).toBe('−2 to 2');
    expect(scaleWords(scaleOf(0.75, 1, 0.875))).toBe('0.75 to 1 (from its lowest value)');
    expect(startsAtZero(scaleOf(0.75, 1, 0.875))).toBe(false);
  });
});
