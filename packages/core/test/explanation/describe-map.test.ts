import { describeMap, floatTensor } from '@pellucid/core';
import { describe, expect, it } from 'vitest';

const map = (rows: readonly (readonly number[])[]) =>
  floatTensor(Float32Array.from(rows.flat()), [rows.length, rows[0]!.length]);

describe('a map in words', () => {
  it('says where it is strongest, and over how much of the picture', () => {
    const left = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [9, 8, 1, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    expect(describeMap(map(left))).toBe('strongest at the centre left, over 10 % of the picture');
  });

  it.each([
    [0, 0, 'at the top left'],
    [0, 1, 'at the top'],
    [1, 1, 'at the centre'],
    [1, 2, 'at the centre right'],
    [2, 0, 'at the bottom left'],
    [2, 1, 'at the bottom'],
  ])('names the place of row %i and column %i', (row, column, place) => {
    const rows = [0, 1, 2].map((y) => [0, 1, 2].map((x) => (y === row && x === column ? 1 : 0)));
    expect(describeMap(map(rows))).toBe(`strongest ${place}, over 11 % of the picture`);
  });

  it('tells what speaks for from what speaks against', () => {
    expect(describeMap(map([[4, 0, 0, 0, 0, -2]]))).toBe(
      'most in favour at the centre left, over 17 % of the picture, most against it at the centre right, over 17 % of the picture',
    );
    expect(describeMap(map([[0, 0, 0, 0, 0, -2]]))).toBe(
      'most against it at the centre right, over 17 % of the picture',
    );
  });

  it('leaves out the rim that up-sampling makes, and says when there is nothing', () => {
    expect(describeMap(map([[4, 0, -0.3]]))).not.toContain('against');
    expect(describeMap(map([[0, 0, 0]]))).toBe('zero everywhere');
  });

  it('names other places that are nearly as strong', () => {
    const rows = [
      [0, 0, 0, 0, 0, 7],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 5, 0, 0, 0],
      [9, 0, 0, 0, 0, 0],
      [8, 0, 0, 0, 0, 3],
    ];
    expect(describeMap(map(rows))).toBe(
      'strongest at the bottom left, over 6 % of the picture, also at the top right and at the centre',
    );
  });

  it('does not call a single pixel of a large picture 0 %', () => {
    expect(describeMap(floatTensor(Float32Array.of(1, ...Array<number>(399).fill(0)), [20, 20]))).toBe(
      'strongest at the top left, over less than 1 % of the picture',
    );
  });
});
