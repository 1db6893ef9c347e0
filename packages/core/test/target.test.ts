import { describe, expect, test } from 'vitest';
import { XaiError } from '../src/errors.js';
import { formatTarget, parseTargets } from '../src/target.js';
import type { Target } from '../src/target.js';

const labels = ['tabby cat', 't-shirt', 'dog', 'jack-in-the-box'];

function indexOfLabel(label: string): number {
  const index = labels.indexOf(label);
  if (index < 0) throw new XaiError('usage', `no label '${label}'`);
  return index;
}

const parse = (text: string): Target[] => parseTargets(text, indexOfLabel);

describe('what people write', () => {
  test.each<[string, Target[]]>([
    ['', [{ top: 1 }]],
    ['top', [{ top: 1 }]],
    ['top:1', [{ top: 1 }]],
    ['top:3', [{ top: 1 }, { top: 2 }, { top: 3 }]],
    ['207', [{ class: 207 }]],
    [' 207 ', [{ class: 207 }]],
    ['207-281', [{ contrast: [207, 281] }]],
    ['tabby cat', [{ class: 0 }]],
    ['t-shirt', [{ class: 1 }]],
    ['dog-tabby cat', [{ contrast: [2, 0] }]],
    ['dog - tabby cat', [{ contrast: [2, 0] }]],
    ['jack-in-the-box-t-shirt', [{ contrast: [3, 1] }]],
    ['dog-281', [{ contrast: [2, 281] }]],
    ['281-t-shirt', [{ contrast: [281, 1] }]],
    ['output:age[0]', [{ output: 'age', index: [0] }]],
    ['output:age[]', [{ output: 'age', index: [] }]],
    ['output:a[0]/b[4, 10,20]', [{ output: 'a[0]/b', index: [4, 10, 20] }]],
    ['layer:conv5[12]', [{ layer: 'conv5', channel: 12 }]],
    ['layer:/features/Relu_3[12,4,5]', [{ layer: '/features/Relu_3', channel: 12, position: [4, 5] }]],
  ])('%s', (text, targets) => {
    expect(parse(text)).toEqual(targets);
  });
});

describe('what cannot be meant', () => {
  test.each([
    'top:0',
    'output:age',
    'output:age[1,,2]',
    'output:age[1 2]',
    'output:age[x]',
    'layer:conv[1,2]',
    'layer:conv[]',
    'layer:conv[-1]',
  ])('%s', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('an unknown label is reported as the look-up reports it', () => {
    expect(() => parse('horse')).toThrow("no label 'horse'");
    expect(() => parse('dog-horse')).toThrow("no label 'dog-horse'");
    expect(() => parse('207-')).toThrow("no label '207-'");
  });
});

test.each<Target>([
  { top: 1 },
  { top: 4 },
  { class: 0 },
  { contrast: [2, 1] },
  { output: 'scores[0]', index: [1, 2, 3] },
  { output: 'age', index: [] },
  { layer: 'conv', channel: 3 },
  { layer: 'conv', channel: 3, position: [0, 7] },
])('a formatted target reads as itself, the last of a top list: %o', (target) => {
  expect(parse(formatTarget(target)).at(-1)).toEqual(target);
});
