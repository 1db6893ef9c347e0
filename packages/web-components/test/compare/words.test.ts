import type { Similarity, TopClasses } from '@pellucid/core';
import { describe, expect, it } from 'vitest';
import { describeScoreDifference } from '../../src/compare/score-difference.js';
import { describeSimilarity } from '../../src/compare/describe-similarity.js';

const alike: Similarity = {
  rankCorrelation: 0.9999999,
  ssim: 0.98765,
  relativeL2: 4.02e-7,
  largestDifference: 3.4e-8,
  largestValue: 0.063,
};
const meaningOf = (rankCorrelation: number): string => describeSimilarity({ ...alike, rankCorrelation })[0]!.meaning;

describe('similarity in words', () => {
  it('has a value and a meaning for each number', () => {
    const lines = describeSimilarity(alike);
    expect(lines.map(({ name, value }) => [name, value])).toEqual([
      ['Rank correlation', '1'],
      ['SSIM', '0.988'],
      ['Relative L2', '4.02e−7'],
      ['Largest difference', '3.4e−8'],
    ]);
    expect(lines.at(-1)!.meaning).toBe('where the largest value of the left map is 0.063');
  });

  it.each([
    [1, 'nearly the same order'],
    [0.8, 'mostly the same places'],
    [0.5, 'partly the same places'],
    [-0.1, 'little in common'],
    [-0.8, 'strong in one is weak in the other'],
    // Rounding can end below.
    [-1.0000000000000002, 'strong in one is weak in the other'],
  ])('a rank correlation of %d: %s', (value, words) => {
    expect(meaningOf(value)).toContain(words);
  });

  it('says why a number is not defined', () => {
    const lines = describeSimilarity({ ...alike, rankCorrelation: null, ssim: null, relativeL2: null });
    expect(lines.slice(0, 3)).toEqual([
      { name: 'Rank correlation', value: null, meaning: 'one of the maps is the same everywhere' },
      { name: 'SSIM', value: null, meaning: 'it takes maps of at least 11 × 11' },
      { name: 'Relative L2', value: null, meaning: 'the left map is 0 everywhere' },
    ]);
  });
});

describe('the difference of scores in words', () => {
  const top = (...scores: [label: string | null, index: number, score: number][]): TopClasses => ({
    quantity: 'probability',
    classes: scores.map(([label, index, score]) => ({ label, index, score })),
  });

  it('is the largest of the classes in both lists', () => {
    const words = describeScoreDifference(
      top(['cat', 1, 0.6], ['dog', 2, 0.3]),
      top(['cat', 1, 0.59], ['fox', 3, 0.4]),
    );
    expect(words).toBe('Scores of classes in both lists differ by at most 1 percentage points (cat).');
  });

  it('finds classes by their names, whatever their numbers', () => {
    const words = describeScoreDifference(top(['cat', 1, 0.6], ['dog', 2, 0.3]), top(['dog', 7, 0.8], ['cat', 9, 0.1]));
    expect(words).toBe(
      'The two predict different classes. Scores of classes in both lists differ by at most 50 percentage points (cat).',
    );
  });

  it('finds classes without names by their numbers', () => {
    expect(describeScoreDifference(top([null, 1, 0.5]), top([null, 1, 0.5]))).toBe(
      'The scores of classes in both lists are the same.',
    );
    expect(describeScoreDifference(top([null, 1, 0.5]), top([null, 2, 0.5]))).toBe(
      'The two predict different classes. No class is in both lists.',
    );
  });

  it('is none between kinds of scores', () => {
    const value: TopClasses = { quantity: 'value', classes: [{ label: null, index: 0, score: 3 }] };
    expect(describeScoreDifference(value, top(['cat', 1, 0.5]))).toBe('The two give scores of different kinds.');
    const other: TopClasses = { quantity: 'value', classes: [{ label: null, index: 0, score: 2.5 }] };
    expect(describeScoreDifference(value, other)).toMatch(/ at most 0\.5 \(/);
  });
});
