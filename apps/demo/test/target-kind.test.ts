import { describe, expect, it } from 'vitest';
import { contrastOf, targetKindOf } from '../src/controls/target-kind.js';

const labels = ['cat', 'dog', 'T-shirt', 'sweat-shirt'];

describe('the form of a target', () => {
  it.each([
    ['top', 'predicted'],
    ['', 'predicted'],
    ['top:2', 'other'],
    ['output:box[3]', 'other'],
    ['layer:conv-1[4]', 'other'],
    ['cat', 'class'],
    ['207', 'class'],
    ['T-shirt', 'class'],
    ['207-281', 'contrast'],
    ['cat-T-shirt', 'contrast'],
    ['lynx-puma', 'class'],
  ])('%s is %s', (target, kind) => {
    expect(targetKindOf(target, labels)).toBe(kind);
  });

  it('knows the two sides, hyphens and all', () => {
    expect(contrastOf('T-shirt-sweat-shirt', labels)).toEqual(['T-shirt', 'sweat-shirt']);
    expect(contrastOf('0-dog', labels)).toEqual(['0', 'dog']);
    expect(contrastOf('cat-dog', null)).toBeNull();
  });
});
