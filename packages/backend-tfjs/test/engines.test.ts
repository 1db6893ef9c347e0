import { floatTensor } from '@pellucid/core';
import { normalTensor } from '@pellucid/core/testing';
import { describe, expect, test } from 'vitest';
import { loadTfjsModel } from '../src/index.js';
import type { TfjsArtifacts } from '../src/index.js';
import { floats } from './helpers/compare.js';
import { float, graphArtifacts, ints, placeholder, text } from './helpers/graph.js';

const window = {
  ksize: ints(1, 2, 2, 1),
  strides: ints(1, 2, 2, 1),
  padding: text('VALID'),
  include_batch_in_index: { b: false },
};

/** What wasm has wrong or not at all, behind an operation that it has. */
const networks: Readonly<Record<string, TfjsArtifacts>> = {
  'MaxPoolWithArgmax is wrong': graphArtifacts({}, [
    placeholder('x', [-1, 4, 4, 1]),
    { name: 'before', op: 'Neg', input: ['x'], attr: { T: float } },
    { name: 'y', op: 'MaxPoolWithArgmax', input: ['before'], attr: window },
  ]),
  "'Complex' not registered": graphArtifacts({}, [
    placeholder('x', [-1, 4, 4, 1]),
    { name: 'before', op: 'Neg', input: ['x'], attr: { T: float } },
    { name: 'zeros', op: 'Mul', input: ['before', 'x'], attr: { T: float } },
    { name: 'complex', op: 'Complex', input: ['before', 'zeros'] },
    { name: 'transformed', op: 'FFT', input: ['complex'] },
    { name: 'y', op: 'Real', input: ['transformed'] },
  ]),
};

describe('what an engine cannot do', () => {
  test.each(Object.entries(networks))('%s: the next engine does it, and why is said', async (why, artifacts) => {
    // 'before' is negative everywhere.
    const x = floatTensor(normalTensor([2, 1, 4, 4], 1).data.map(Math.abs), [2, 1, 4, 4]);
    const model = await loadTfjsModel(artifacts, { engine: 'wasm' });
    const plain = await loadTfjsModel(artifacts, { engine: 'cpu' });
    const { y } = await model.run({ x }, ['y']);
    const expected = await plain.run({ x }, ['y']);
    expect(y).toEqual(expected['y']);
    expect(floats(y).some((value) => value < 0)).toBe(true);
    expect(model.runtime.engine).toBe('cpu');
    expect(model.runtime.fallbacks).toEqual([expect.stringContaining(why)]);
    await model.dispose();
    await plain.dispose();
  });
});
