import { expect, test } from 'vitest';
import type { Layer } from '../../src/model.js';
import { dominators } from '../../src/network/dominators.js';
import { createRandom } from '../../src/random.js';
import { sketch } from './sketch.js';
import type { SketchedLayer } from './sketch.js';

const names = (layers: readonly Layer[]): string[] => layers.map(({ name }) => name);

/** By the definition: a layer whose removal leaves no path. */
function slowDominators(layers: readonly Layer[], from: string, to: string): string[] {
  const reaches = (without: string | null): boolean => {
    const reached = new Set(from === without ? [] : [from]);
    for (const { name, inputs } of layers)
      if (name !== without && inputs.some((input) => reached.has(input))) reached.add(name);
    return reached.has(to);
  };
  return reaches(null) ? names(layers).filter((name) => !reaches(name)) : [];
}

/** A random graph: every layer takes one to three of those before it, most often near ones. */
function randomLayers(seed: number): readonly Layer[] {
  const random = createRandom(seed);
  const count = 3 + random.integer(18);
  const layers: SketchedLayer[] = [['0', 'input', [], [1]]];
  for (let i = 1; i < count; i++) {
    const inputs = Array.from({ length: 1 + Math.floor(2.5 * random.uniform() ** 2) }, () =>
      String(Math.max(0, i - 1 - Math.floor(4 * random.uniform() ** 3))),
    );
    layers.push([String(i), 'other', inputs, [1]]);
  }
  return sketch(...layers).layers;
}

test('on random graphs, the layers whose removal parts the ends', () => {
  let inside = 0;
  for (let seed = 0; seed < 300; seed++) {
    const layers = randomLayers(seed);
    const to = layers.at(-1)!.name;
    const from = seed % 3 === 0 ? layers[1]!.name : '0';
    const found = names(dominators(layers, from, to));
    expect(found, `seed ${seed}`).toEqual(slowDominators(layers, from, to));
    inside += Math.max(0, found.length - 2);
  }
  // The graphs are neither chains nor without a waist.
  expect(inside).toBeGreaterThan(300);
});

test('the ends are included, and one layer alone is its own path', () => {
  const { layers } = sketch(['x', 'input', [], [1]], ['y', 'other', ['x'], [1]]);
  expect(names(dominators(layers, 'x', 'y'))).toEqual(['x', 'y']);
  expect(names(dominators(layers, 'y', 'y'))).toEqual(['y']);
});

test('nothing where no path leads', () => {
  const { layers } = sketch(['x', 'input', [], [1]], ['a', 'other', ['x'], [1]], ['b', 'other', ['x'], [1]]);
  expect(dominators(layers, 'a', 'b')).toEqual([]);
  expect(dominators(layers, 'b', 'x')).toEqual([]);
  expect(dominators(layers, 'x', 'unknown')).toEqual([]);
});
