import { describe, expect, test } from 'vitest';
import { findLabel, labelsFromJson, parseLabels } from '../../src/preprocess/labels.js';

describe('parseLabels', () => {
  test.each([
    ['one per line, Windows ends, BOM', '\uFEFFcat\r\ndog \r\n\r\n', ['cat', 'dog']],
    ['a JSON list', '["cat", "dog"]', ['cat', 'dog']],
    ['WordNet ids', 'n01440764 tench, Tinca tinca\nn01443537 goldfish', ['tench, Tinca tinca', 'goldfish']],
    ['bare WordNet ids', 'n02119789\nn02100735', ['n02119789', 'n02100735']],
    ['numbered', '0 Class 1\n1 Class 2', ['Class 1', 'Class 2']],
    ['numbered with colons', '0: cat\n1: dog', ['cat', 'dog']],
    ['digits that are no numbering', '7 up\n8 ball', ['7 up', '8 ball']],
    ['index to name, with a gap', '{"0": "cat", "2": "dog"}', ['cat', 'class 1', 'dog']],
    ['Keras class index', '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}', ['tench', 'goldfish']],
  ])('%s', (_, text, labels) => {
    expect(parseLabels(text)).toEqual(labels);
  });

  test.each([
    ['', 'is empty'],
    ['[1, 2]', 'this is neither'],
    ['{"cat": 0}', 'this is neither'],
    ['["cat",', 'begins like JSON but is not'],
  ])('%j is refused', (text, message) => {
    expect(() => parseLabels(text)).toThrow(message);
    expect(() => parseLabels(text)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
  });

  test('an index beyond any network is no label', () => {
    expect(labelsFromJson({ '4000000000': 'cat' })).toBeNull();
  });
});

describe('findLabel', () => {
  const labels = [
    'tench, Tinca tinca',
    'tabby, tabby cat',
    'tiger cat',
    'crane',
    'Golden Retriever',
    'crane',
    'missile',
    'projectile, missile',
  ];

  test.each([
    ['the whole label', 'tench, tinca tinca', 0],
    ['a synonym', 'TENCH', 0],
    ['the second synonym', 'tabby cat', 1],
    ['a beginning', 'gold', 4],
    ['a whole label before a synonym', 'missile', 6],
    ['spaces around', '  tiger cat ', 2],
  ])('%s', (_, text, index) => {
    expect(findLabel(text, labels)).toBe(index);
  });

  test('two classes of one name are both named', () => {
    expect(() => findLabel('crane', labels)).toThrow("'crane' matches 2 classes: 3 (crane), 5 (crane). Give more");
    expect(() => findLabel('t', labels)).toThrow(
      'matches 3 classes: 0 (tench, Tinca tinca), 1 (tabby, tabby cat), 2 (tiger cat)',
    );
  });

  test('an unknown label gets the nearest right ones', () => {
    expect(() => findLabel('tentch', labels)).toThrow("None of the 8 labels is 'tentch'. Did you mean 'tench'?");
    expect(() => findLabel('cat', labels)).toThrow("Did you mean 'tabby, tabby cat' or 'tiger cat'?");
    expect(() => findLabel('zebra', labels)).toThrow("is 'zebra'. A class index from 0 to 7 is accepted too.");
    expect(() => findLabel('', labels)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
