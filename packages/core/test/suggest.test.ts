import { expect, test } from 'vitest';
import { didYouMean } from '../src/suggest.js';

test.each([
  ['gradcam', ['saliency', 'grad-cam', 'cam'], 'grad-cam'],
  ['LAYER3', ['layer1', 'layer2', 'layer3'], 'layer3'],
  ['abc', ['abx', 'aby'], 'abx'],
  ['golden retreiver', ['golden retriever', 'golden gate'], 'golden retriever'],
])('%s', (word, candidates, meant) => {
  expect(didYouMean(word, candidates)).toBe(` Did you mean '${meant}'?`);
});

test.each([
  ['occlusion', ['cam', 'saliency']],
  ['x', ['ab', 'cd']],
  ['anything', []],
])('nothing near %s', (word, candidates) => {
  expect(didYouMean(word, candidates)).toBe('');
});
