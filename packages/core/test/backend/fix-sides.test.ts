import { expect, test } from 'vitest';
import { fixSides, requireInputs } from '../../src/backend/fix-sides.js';
import { asStored, channelsFirst } from '../../src/backend/layout.js';

const photo = { name: 'photo', shape: [null, 3, null, 96], isPicture: true };

test('free sides of a picture become 224, with a sentence for each; the batch stays', () => {
  const notes: string[] = [];
  expect(fixSides(photo, undefined, notes)).toEqual([null, 3, 224, 96]);
  expect(notes).toEqual(["The model leaves the height of 'photo' free: 224 is used."]);
});

test('wanted sides come first, and say nothing', () => {
  const notes: string[] = [];
  expect(fixSides(photo, [9, 3, 64, 96], notes)).toEqual([null, 3, 64, 96]);
  expect(notes).toEqual([]);
});

test('what is no picture keeps its free sides', () => {
  expect(fixSides({ name: 'words', shape: [null, null], isPicture: false }, undefined, [])).toEqual([null, null]);
  expect(fixSides({ name: 'words', shape: [null, null], isPicture: false }, [1, 12], [])).toEqual([null, 12]);
});

test('a shape that the file does not allow is refused', () => {
  expect(() => fixSides(photo, [1, 3, 64, 64], [])).toThrow('fixes side 3');
  expect(() => fixSides(photo, [1, 3, 64], [])).toThrow('has 4 axes');
  expect(() => {
    requireInputs(['photo'], { foto: [1] });
  }).toThrow("input 'foto'");
});

test('channels last and back', () => {
  expect(channelsFirst(['N', 'H', 'W', 'C'], 'nhwc')).toEqual(['N', 'C', 'H', 'W']);
  expect(asStored(['N', 'C', 'H', 'W'], 'nhwc')).toEqual(['N', 'H', 'W', 'C']);
  expect(asStored(['N', 'C', 'H', 'W'], 'nchw')).toEqual(['N', 'C', 'H', 'W']);
  expect(channelsFirst(['N', 'K'], null)).toEqual(['N', 'K']);
});
